import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CapabilityStatement } from '@medplum/fhirtypes';
import { Router } from 'express';
import { refuse } from '#fhir/operation-outcome.ts';
import { typesOf } from '#search/search-scope.ts';
import { OPERATIONS } from '../operations.ts';
import { ownPresentation } from '../presentation.ts';
import type { Rooms } from '../rooms.ts';
import { send } from '../send.ts';
import { openApiDocument } from './openapi-document.ts';

/** The page may load what comes from here, and nothing from elsewhere; it runs no script that stands within it. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = fileURLToPath(new URL('page/', import.meta.url));

/** The files of the page by their names in its URL, each with its folder. */
function files(): Map<string, string> {
  const swagger = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return new Map([
    ['', path.join(PAGE, 'index.html')],
    ['start.js', path.join(PAGE, 'start.js')],
    ...['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'].map((name): [string, string] => [
      name,
      path.join(swagger, name),
    ]),
  ]);
}

/**
 * `/openapi.json`, the OpenAPI document of the FHIR API (`?type=Patient,Observation` for some types), and `/docs/`,
 * Swagger UI over it. Both are made when they are first asked for.
 */
export function docsRoutes(rooms: Rooms): Router {
  const router = Router({ strict: true });
  const whole = byText((statement) => JSON.stringify(openApiDocument(statement, describedBy(rooms))));
  router.get('/openapi.json', async (request, response) => {
    const query = request.url.split('?')[1] ?? '';
    const types = new URLSearchParams(query).get('type')?.split(',');
    const statement = rooms.capabilities('full');
    const body = types ? partOf(statement, types, rooms) : whole(statement);
    const reply = { status: 200, headers: {}, body, contentType: 'application/json; charset=utf-8' };
    await send(reply, ownPresentation(query), { request, response, xml: rooms.xml });
  });
  // At the address that the document names: the page may call no other.
  router.get('/docs', (_, response) => response.redirect(new URL('docs/', rooms.context.baseUrl).href));
  const known = files();
  router.get(['/docs/', '/docs/:name'], (request, response, next) => {
    const file = known.get((request.params as { name?: string }).name ?? '');
    if (!file) return next();
    response.sendFile(file, {
      cacheControl: false,
      headers: {
        'Content-Security-Policy': PAGE_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-cache',
      },
    });
  });
  return router;
}

function describedBy({ definitions }: Rooms) {
  const compartments = definitions.compartments.map((one): [string, string[]] => [one.code, typesOf(one)]);
  return { operations: OPERATIONS, compartments: new Map(compartments) };
}

function partOf(statement: string, types: string[], rooms: Rooms): string {
  const unknown = types.find((type) => !rooms.definitions.resourceTypes.has(type));
  if (unknown !== undefined)
    throw refuse(400, 'value', `'${unknown.slice(0, 64)}' of type is no resource type`, {
      source: 'resourcelist.html',
    });
  return JSON.stringify(openApiDocument(JSON.parse(statement), { ...describedBy(rooms), types }));
}

/** What is made of the statement, made again when that is another. */
function byText(make: (statement: CapabilityStatement) => string): (text: string) => string {
  let made: { of: string; value: string } | undefined;
  return (text) => {
    if (made?.of !== text) made = { of: text, value: make(JSON.parse(text) as CapabilityStatement) };
    return made.value;
  };
}
