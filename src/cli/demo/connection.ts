import { serializeJson } from '#fhir/json/serialize-json.ts';
import type { Resource } from '#fhir/resource.ts';

/** A FHIR server as a client sees it. */
export interface Connection {
  /** Base of the REST API without a slash at the end, e.g. `http://localhost:8080/fhir`. */
  baseUrl: string;
  /** Absent where the server asks for no token. */
  authorize?: Authorize;
}

/** The headers with which a client is let in, good for the next request. */
export type Authorize = () => Promise<Record<string, string>>;

interface Outcome {
  resourceType?: string;
  issue?: { diagnostics?: string; details?: { text?: string }; expression?: string[] }[];
}

/**
 * One request (http.html); `path` is relative to the base, `''` for the base itself. Returns the resource of the answer.
 * Throws with status and the first issue of the OperationOutcome if the server refuses.
 */
export async function request<T>(
  { baseUrl, authorize }: Connection,
  path: string,
  options: { method: 'GET' } | { method: 'POST'; body: Resource },
): Promise<T> {
  const response = await fetch(path ? `${baseUrl}/${path}` : baseUrl, {
    method: options.method,
    headers: {
      accept: 'application/fhir+json',
      'content-type': 'application/fhir+json',
      ...(await authorize?.()),
    },
    ...(options.method === 'POST' ? { body: serializeJson(options.body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${firstIssue(text)}`);
  return JSON.parse(text) as T;
}

function firstIssue(text: string): string {
  try {
    const issue = (JSON.parse(text) as Outcome).issue?.[0];
    const place = issue?.expression?.[0];
    const said = issue?.diagnostics ?? issue?.details?.text ?? 'no reason given';
    return place ? `${said} (${place})` : said;
  } catch {
    return text.slice(0, 200);
  }
}
