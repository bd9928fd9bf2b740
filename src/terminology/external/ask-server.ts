/** How long one question may take, in milliseconds: a write waits for it. */
const TIME_LIMIT = 3000;

/** An answer to $validate-code is some hundred bytes long. */
const MOST_BYTES = 100_000;

/** What a terminology server said of a code; undefined where it does not know either. */
export interface ServerAnswer {
  result: boolean;
  message?: string;
  display?: string;
}

/**
 * Asks another server whether a code is valid, by GET of a `$validate-code` url. Rejects where it does not answer in
 * time, answers an error of its own, sends on to another place, or answers more than it should. A refusal (4xx) is an
 * answer: it does not know the system or value set.
 */
export async function askServer(url: URL): Promise<ServerAnswer | undefined> {
  const response = await fetch(url, {
    headers: { Accept: 'application/fhir+json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIME_LIMIT),
  });
  const text = await readText(response);
  if (response.status >= 400 && response.status < 500 && response.status !== 429) return undefined;
  if (!response.ok) throw new Error(`the terminology server answered ${response.status}`);
  return readAnswer(JSON.parse(text));
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new Error('the terminology server answered more than was asked for');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface Parameter {
  name?: unknown;
  valueBoolean?: unknown;
  valueString?: unknown;
}

function readAnswer(body: unknown): ServerAnswer | undefined {
  const { resourceType, parameter } = (body ?? {}) as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters' || !Array.isArray(parameter))
    throw new Error('the terminology server did not answer Parameters');
  const find = (name: string): Parameter =>
    (parameter as Parameter[]).find((each) => each?.name === name) ?? {};
  const { valueBoolean: result } = find('result');
  if (typeof result !== 'boolean') return undefined;
  const text = (name: 'message' | 'display') => {
    const { valueString } = find(name);
    return typeof valueString === 'string' ? { [name]: valueString.slice(0, 500) } : {};
  };
  return { result, ...text('message'), ...text('display') };
}
