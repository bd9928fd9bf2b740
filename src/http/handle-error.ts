import { JsonError } from '#fhir/json/json-error.ts';
import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import { StoreUnavailable } from '#storage/resource-store.ts';
import { XmlError } from '#xml/xml-error.ts';

/** Errors of the body reader carry a status. */
interface BodyError extends Error {
  status?: number;
}

/** A body that could not be read, as far as it says where. */
function ofText(error: JsonError | XmlError, format: 'JSON' | 'XML'): FhirError {
  const { message, line, column, path, kind } = error;
  const diagnostics = `the body is no ${format} that this server takes: ${message} (line ${line}, column ${column})`;
  return refuse(kind === 'limit' ? 413 : 400, kind === 'limit' ? 'too-long' : 'structure', diagnostics, {
    ...(path ? { expression: path } : {}),
    source: `${format.toLowerCase()}.html`,
    line,
    column,
  });
}

function ofBody({ status, message }: BodyError): FhirError | undefined {
  if (status === 413)
    return refuse(413, 'too-long', 'the body is larger than this server takes', { source: 'http.html' });
  if (status === 415)
    return refuse(
      415,
      'not-supported',
      'the Content-Encoding is not supported; gzip, deflate, br or none were expected',
      { source: 'http.html' },
    );
  if (status !== undefined && status >= 400 && status < 500)
    return refuse(400, 'structure', `the body cannot be read: ${message}`, { source: 'http.html' });
  return undefined;
}

/**
 * Any error as the refusal that the client gets. What is no refusal is a defect: the client learns the
 * request's number and nothing of the inside, and `report` gets the error for the log.
 */
export function toRefusal(error: unknown, requestId: string, report: (error: unknown) => void): FhirError {
  if (error instanceof FhirError) return error;
  if (error instanceof JsonError) return ofText(error, 'JSON');
  if (error instanceof XmlError) return ofText(error, 'XML');
  if (error instanceof StoreUnavailable) {
    report(error);
    const unavailable = refuse(503, 'transient', 'the store cannot be used at the moment; try again later');
    unavailable.headers['Retry-After'] = '5';
    return unavailable;
  }
  const body = error instanceof Error ? ofBody(error as BodyError) : undefined;
  if (body) return body;
  report(error);
  return refuse(500, 'exception', `an error inside the server; its log knows it as request ${requestId}`);
}
