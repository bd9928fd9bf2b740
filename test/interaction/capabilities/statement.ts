import type { Reply, ServerForTests } from '../../server-for-tests.ts';

/** A CapabilityStatement as far as the tests read it. */
export interface Statement {
  resourceType: string;
  fhirVersion: string;
  kind: string;
  format: string[];
  patchFormat: string[];
  implementation: { url: string };
  rest: [Rest];
}

interface Rest {
  mode: string;
  security?: { cors: boolean };
  resource: ResourceClaims[];
  interaction: { code: string }[];
  searchParam: SearchParamClaim[];
  operation: OperationClaim[];
  compartment: string[];
}

/** What is claimed of one type. */
export interface ResourceClaims {
  type: string;
  supportedProfile?: string[];
  interaction: { code: string }[];
  versioning?: string;
  conditionalDelete?: string;
  searchParam: SearchParamClaim[];
  searchInclude?: string[];
  searchRevInclude?: string[];
  operation: OperationClaim[];
}

export interface SearchParamClaim {
  name: string;
  type: string;
  definition?: string;
}

export interface OperationClaim {
  name: string;
  definition: string;
}

/** The CapabilityStatement that a running server gives. */
export const readStatement = async (server: ServerForTests): Promise<Statement> =>
  (await server.get('/metadata')).resource as unknown as Statement;

/** One request of a walk, and the statuses that hold the claim. */
export interface Claim {
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  expected: number | number[];
}

const holds = ({ expected }: Claim, status: number): boolean => [expected].flat().includes(status);

/** Makes these requests, some at a time; gives those that were answered otherwise, with what was answered. */
export async function broken(server: ServerForTests, claims: Claim[]): Promise<string[]> {
  const replies = await atOnce(claims, ({ method = 'GET', path, body, headers = {} }) =>
    server.send(method, path, { body, headers }),
  );
  return claims.flatMap((claim, i) => {
    const reply = replies[i] as Reply;
    return holds(claim, reply.status) ? [] : [told(claim, reply.status, reply.issues[0]?.diagnostics)];
  });
}

/** As broken(), by GET within batches: for claims in their thousands. */
export async function brokenInBatches(server: ServerForTests, claims: Claim[]): Promise<string[]> {
  const slices = [...chunks(claims, 400)];
  const replies = await atOnce(
    slices,
    (slice) =>
      server.post('', {
        resourceType: 'Bundle',
        type: 'batch',
        entry: slice.map(({ path }) => ({ request: { method: 'GET', url: path.replace(/^\//, '') } })),
      }),
    2,
  );
  return replies.flatMap(({ entries, status }, n) =>
    (slices[n] as Claim[]).flatMap((claim, i) => {
      const response = entries[i]?.response as { status?: string; outcome?: { issue: Issue[] } } | undefined;
      const answered = Number(response?.status?.slice(0, 3) ?? status);
      return holds(claim, answered) ? [] : [told(claim, answered, response?.outcome?.issue[0]?.diagnostics)];
    }),
  );
}

interface Issue {
  diagnostics: string;
}

const told = ({ method = 'GET', path }: Claim, status: number, why = ''): string =>
  `${method} ${path.slice(0, 120)} ${status} ${why}`;

/** The items in order, `size` together. */
export function* chunks<T>(items: T[], size: number): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

/** Does the work of all items, that of `width` of them at a time; the results stand as the items do. */
export async function atOnce<T, R>(items: T[], work: (item: T) => Promise<R>, width = 16): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const one = async () => {
    for (const [i, item] of waiting) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, one));
  return results;
}
