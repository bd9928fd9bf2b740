import { JsonError } from '#fhir/json/json-error.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { RequestOrigin } from '#interaction/request.ts';

/** Why something is changed, as the client says. */
export interface ChangeReason {
  /** The X-Reason header. */
  reason?: string;
  /** The X-Provenance header: a Provenance that does not say yet what it is about. */
  provenance?: Resource;
}

/** Characters of a reason; it is a sentence, and no place to keep data. */
const LONGEST = 1000;

const SOURCE = 'provenance.html#header';

/** Reads both headers; throws 400 for what is none. Whether the Provenance is valid is not looked at here. */
export function readChangeReason({ reason, provenance }: Partial<RequestOrigin>): ChangeReason {
  return {
    ...(reason === undefined ? {} : { reason: readReason(reason) }),
    ...(provenance === undefined ? {} : { provenance: readProvenance(inUtf8(provenance)) }),
  };
}

function readReason(header: string): string {
  const text = inUtf8(header).trim();
  if (text === '' || text.length > LONGEST || /\p{Cc}/u.test(text))
    throw refuse(
      400,
      'value',
      `X-Reason has ${text.length} characters; a sentence of 1 to ${LONGEST} was expected`,
    );
  return text;
}

/** Headers come byte by byte; clients that send UTF-8 in them mean UTF-8. */
function inUtf8(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? header : text;
}

function readProvenance(text: string): Resource {
  const value = parsed(text);
  const type = (value as Resource | null)?.resourceType;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || type !== 'Provenance')
    throw refuse(400, 'structure', 'X-Provenance is no Provenance in JSON', {
      expression: 'Provenance.resourceType',
      source: SOURCE,
    });
  const resource = value as Resource;
  if (resource.target !== undefined)
    throw refuse(400, 'value', 'X-Provenance has a target; the server says itself what was written', {
      expression: 'Provenance.target',
      source: SOURCE,
    });
  const { id: _, ...rest } = resource;
  return rest as Resource;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { message, column, path } = error;
    throw new FhirError(400, {
      severity: 'error',
      code: 'structure',
      diagnostics: `X-Provenance is no JSON: ${message} (column ${column})`,
      expression: path ? `Provenance.${path.replace(/^Provenance\./, '')}` : 'Provenance',
      source: SOURCE,
    });
  }
}
