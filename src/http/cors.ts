import type { Request, Response } from 'express';

/** What a script may read of an answer beside its body. */
const EXPOSED = [
  'Content-Location',
  'ETag',
  'Last-Modified',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'X-Correlation-Id',
  'X-Request-Id',
].join(', ');

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

const HEADERS = [
  'Accept',
  'Authorization',
  'Cache-Control',
  'Content-Type',
  'If-Match',
  'If-Modified-Since',
  'If-None-Exist',
  'If-None-Match',
  'Prefer',
  'X-Provenance',
  'X-Reason',
  'X-Request-Id',
].join(', ');

/**
 * Lets scripts of any origin read answers, errors among them (Fetch standard, CORS protocol). It is safe because only a token
 * in a header opens anything: a browser adds none of its own accord, and no cookie is looked at.
 */
export function allowOrigins(response: Response): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', EXPOSED);
}

/** A browser's question whether it may send a request; it comes without a token. */
export const isPreflight = ({ method, headers }: Request): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

export function answerPreflight(response: Response): void {
  response.writeHead(204, {
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': HEADERS,
    'Access-Control-Max-Age': '3600',
  });
  response.end();
}
