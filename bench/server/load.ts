import autocannon from 'autocannon';

/** What a load run gave. */
export interface Load {
  /** Answers, or resources, a second. */
  rate: number;
  /** Milliseconds an answer. */
  p50: number;
  p99: number;
  /** Answers that were no 2xx, and broken connections. */
  failed: number;
}

/** Seconds of load before the measurement. */
const WARM_UP = 3;

/** Puts load on a URL for some seconds; `requests` are sent in turn, and each counts for `resources`. */
export async function load(
  url: string,
  options: { connections: number; seconds?: number; resources?: number; requests: autocannon.Request[] },
): Promise<Load> {
  const { connections, seconds = 6, resources = 1, requests } = options;
  // Code that has not run yet is compiled while it runs; that is no part of how fast it is.
  await autocannon({ url, connections, duration: WARM_UP, requests });
  const result = await autocannon({ url, connections, duration: seconds, requests });
  return {
    rate: (result['2xx'] * resources) / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}
