import autocannon from 'autocannon';

/** What a load run gave. */
export interface Load {
  /** Answers a second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers that were no 2xx, and broken connections. */
  failed: number;
}

/** Puts load on a URL for some seconds; `requests` are sent in turn. */
export async function load(
  url: string,
  options: { connections: number; seconds?: number; requests: autocannon.Request[] },
): Promise<Load> {
  const result = await autocannon({
    url,
    connections: options.connections,
    duration: options.seconds ?? 6,
    requests: options.requests,
  });
  return {
    rate: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}
