/** The codes of http://hl7.org/fhir/issue-type that the server uses. */
export type IssueCode =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'security'
  | 'login'
  | 'forbidden'
  | 'processing'
  | 'not-supported'
  | 'duplicate'
  | 'multiple-matches'
  | 'not-found'
  | 'deleted'
  | 'too-long'
  | 'code-invalid'
  | 'extension'
  | 'too-costly'
  | 'business-rule'
  | 'conflict'
  | 'transient'
  | 'lock-error'
  | 'no-store'
  | 'exception'
  | 'timeout'
  | 'incomplete'
  | 'throttled'
  | 'suppressed'
  | 'informational';

/** One issue of an OperationOutcome (operationoutcome.html). */
export interface Issue {
  severity: 'fatal' | 'error' | 'warning' | 'information';
  code: IssueCode;
  /** One sentence: what was found, and what was expected. Never patient data beyond the value itself. */
  diagnostics: string;
  /** FHIRPath of the element, e.g. `Observation.value.ofType(Quantity).value` or `Bundle.entry[3].resource.status`. */
  expression?: string;
  /** The rule's key or the paragraph of the specification it comes from, e.g. `obs-6` or `http.html#create`. */
  source?: string;
  /** The canonical of the profile, or of the extension's definition, that asks for it; absent where R4 itself does. */
  profile?: string;
  /** Where it stands in the text that was sent; both count from 1. */
  line?: number;
  column?: number;
}

/** A refusal that a client can act on: an HTTP status and the issues behind it. */
export class FhirError extends Error {
  readonly status: number;
  readonly issues: Issue[];
  /** Headers that go with the refusal, e.g. `Allow`. */
  readonly headers: Record<string, string>;

  constructor(status: number, issues: Issue | Issue[], headers: Record<string, string> = {}) {
    const list = Array.isArray(issues) ? issues : [issues];
    super(list[0]?.diagnostics ?? `HTTP ${status}`);
    this.name = 'FhirError';
    this.status = status;
    this.issues = list;
    this.headers = headers;
  }
}

/** A FhirError of one issue; `source` names the paragraph that asks for it. */
export function refuse(
  status: number,
  code: IssueCode,
  diagnostics: string,
  place: Pick<Issue, 'expression' | 'source' | 'line' | 'column'> = {},
) {
  return new FhirError(status, { severity: 'error', code, diagnostics, ...place });
}

const LINE = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line';
const COLUMN = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col';

const SOURCE = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-source';

/** Where an issue stands in the text, and what asked for it where the rule does not name it. */
function extensionsOf({ line, column, profile, source }: Issue) {
  const extension = [
    ...(line === undefined ? [] : [{ url: LINE, valueInteger: line }]),
    ...(column === undefined ? [] : [{ url: COLUMN, valueInteger: column }]),
    ...(profile === undefined || source?.startsWith(profile) ? [] : [{ url: SOURCE, valueString: profile }]),
  ];
  return extension.length > 0 ? { extension } : {};
}

/** Issues -> OperationOutcome. The rule's source goes into `details.text`, so that a client can key on it. */
export function operationOutcome(issues: Issue[]) {
  return {
    resourceType: 'OperationOutcome' as const,
    issue: issues.map((issue) => {
      const { severity, code, diagnostics, expression, source } = issue;
      return {
        ...extensionsOf(issue),
        severity,
        code,
        ...(source ? { details: { text: source } } : {}),
        diagnostics,
        ...(expression ? { expression: [expression] } : {}),
      };
    }),
  };
}
