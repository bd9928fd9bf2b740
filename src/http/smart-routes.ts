import type { Request, RequestHandler } from 'express';
import { refuse } from '#fhir/operation-outcome.ts';
import { askedBy } from '#smart/asked-by.ts';
import { ISSUER_PATH, type Smart } from '#smart/smart.ts';
import { allowOrigins, answerPreflight, isPreflight } from './cors.ts';
import { holdAnswer } from './hold-answer.ts';

const CONFIGURATION = '/.well-known/smart-configuration';

/**
 * What stands below the FHIR base and is no FHIR: the SMART configuration, and the authorization server. Everything else goes on,
 * with the headers by which scripts of other origins may read the answer.
 */
export function smartRoutes(smart: Smart, addressOf: (request: Request) => string): RequestHandler {
  return async (request, response, next) => {
    if (smart.handle && isBelow(request, ISSUER_PATH)) {
      const address = addressOf(request);
      request.url = request.url.slice(ISSUER_PATH.length) || '/';
      const handle = smart.handle;
      const pending: Promise<void>[] = [];
      holdAnswer(response, pending);
      return askedBy.run({ origin: response.locals.origin, pending }, () =>
        handle(request, response, address),
      );
    }
    allowOrigins(response);
    if (isPreflight(request)) return answerPreflight(response);
    if (request.path !== CONFIGURATION) return next();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw refuse(405, 'not-supported', 'the SMART configuration is read by GET');
    const text = JSON.stringify(await smart.configuration());
    // Some clients look for `application/json` to the letter.
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300' });
    response.end(text);
  };
}

const isBelow = ({ path }: Request, base: string): boolean => path === base || path.startsWith(`${base}/`);

/** Whether a request is answered without a token: the CapabilityStatement alone. */
export const isOpen = ({ method, path }: Request): boolean =>
  (method === 'GET' || method === 'HEAD') && /^\/metadata\/?$/.test(path);
