import { FhirError, type Issue, operationOutcome } from '#fhir/operation-outcome.ts';
import type { StoredVersion, Written } from '#storage/resource-store.ts';

/** What an interaction answers, before HTTP: JSON text is kept as text, since the store keeps it so. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** The JSON text of the resource that is answered. */
  body?: string | undefined;
  /** When the version that is answered was made, with milliseconds. */
  lastUpdated?: string;
  /** The media type of a body that is no FHIR resource. */
  contentType?: string;
  /** What became of a write; absent for the answer to anything else. */
  outcome?: Written['outcome'];
  /** Hints and warnings about what was written. */
  told?: Issue[];
  /** Whether the body is an OperationOutcome about what was done, and not what it was done to. */
  isOutcome?: true;
}

/** `W/"3"`: the version as an entity tag (http.html#versioning). */
export const etag = (versionId: string): string => `W/"${versionId}"`;

/** The version in an If-Match or If-None-Match header: `W/"3"`, and also `"3"`. Undefined for anything else. */
export function versionOfEtag(text: string): string | undefined {
  return /^(?:W\/)?"([A-Za-z0-9\-.]{1,64})"$/.exec(text.trim())?.[1];
}

/** The headers that go with a version. */
export function versionHeaders(version: { versionId: string; lastUpdated: string }): Record<string, string> {
  return { ETag: etag(version.versionId), 'Last-Modified': new Date(version.lastUpdated).toUTCString() };
}

/** A stored version as answer; 404 if it never was, 410 if it is a deletion (http.html#read). */
export function versionAnswer(version: StoredVersion | undefined, what: string): Answer {
  if (!version)
    throw new FhirError(404, {
      severity: 'error',
      code: 'not-found',
      diagnostics: `${what} is not there`,
      source: 'http.html#read',
    });
  if (version.text === undefined) {
    const issue = {
      severity: 'error',
      code: 'deleted',
      diagnostics: `${what} was deleted`,
      source: 'http.html#read',
    } as const;
    throw new FhirError(410, issue, versionHeaders(version));
  }
  return {
    status: 200,
    headers: versionHeaders(version),
    body: version.text,
    lastUpdated: version.lastUpdated,
  };
}

const STATUS = {
  created: 201,
  updated: 200,
  unchanged: 200,
  matched: 200,
  deleted: 204,
  absent: 204,
  restored: 200,
  reindexed: 200,
} as const;

/** The outcome of a write as answer, with its Location where a resource stands there now (http.html#create). */
export function writtenAnswer(written: Written, baseUrl: string): Answer {
  const { outcome, type, id, versionId, text, count } = written;
  const status = STATUS[outcome];
  if (count !== undefined) return deletedAnswer(type, count, outcome);
  if (outcome === 'absent') return { status, headers: {}, outcome };
  const told = written.told ? { told: written.told } : {};
  if (outcome === 'deleted') return { status, headers: { ETag: etag(versionId) }, outcome, ...told };
  const headers = { ...versionHeaders(written), Location: `${baseUrl}/${type}/${id}/_history/${versionId}` };
  const body = text === undefined ? {} : { body: text };
  return { status, headers, lastUpdated: written.lastUpdated, outcome, ...body, ...told };
}

/** How many resources a conditional delete of many has deleted: "200 OK if the response contains a payload". */
function deletedAnswer(type: string, count: number, outcome: Written['outcome']): Answer {
  const what = count === 1 ? `1 ${type} was deleted` : `${count} resources of type ${type} were deleted`;
  return { status: 200, headers: {}, outcome, isOutcome: true, body: information(what) };
}

/** An OperationOutcome that tells what was done, and what there is to say of it, as JSON text. */
export function information(diagnostics: string, told: Issue[] = []): string {
  const done: Issue = { severity: 'information', code: 'informational', diagnostics };
  return JSON.stringify(operationOutcome([done, ...told]));
}

/** A refusal as answer: its OperationOutcome (http.html#2.21.0.4). */
export function refusalAnswer(error: FhirError): Answer {
  return {
    status: error.status,
    headers: error.headers,
    body: JSON.stringify(operationOutcome(error.issues)),
  };
}
