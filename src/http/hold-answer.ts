import type { ServerResponse } from 'node:http';

/** Lets an answer leave only when what is pending is done; where that fails, the connection is cut and nothing was answered. */
export function holdAnswer(response: ServerResponse, pending: readonly Promise<void>[]): void {
  const end = response.end.bind(response) as (...all: unknown[]) => ServerResponse;
  response.end = ((...all: unknown[]) => {
    if (!pending.length) return end(...all);
    Promise.all(pending).then(
      () => end(...all),
      () => response.destroy(),
    );
    return response;
  }) as typeof response.end;
}
