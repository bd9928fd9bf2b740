import type { Request } from 'express';
import { refuse } from '#fhir/operation-outcome.ts';
import {
  FHIR_TYPES,
  FHIR_VERSION,
  type Format,
  formatOf,
  GENERIC_TYPES,
  readMediaType,
  SHORT_NAMES,
} from './media-type.ts';

/** The form in which a resource is answered. */
export interface Form {
  format: Format;
  contentType: string;
}

const FORMS: Record<Format, Form> = {
  json: { format: 'json', contentType: 'application/fhir+json; charset=utf-8' },
  xml: { format: 'xml', contentType: 'application/fhir+xml; charset=utf-8' },
};
export const JSON_FORM = FORMS.json;

/** What is said of a media type in an Accept header and holds here. */
const PARAMETERS = `;fhirVersion=${FHIR_VERSION};charset=utf-8`;

/** A generic type that is asked for is answered under its own name (http.html#mime-type). */
const OFFERS = new Map<string, Form>([
  ...Object.entries(FHIR_TYPES).map(([name, format]) => [name + PARAMETERS, FORMS[format]] as const),
  ...Object.entries(GENERIC_TYPES).map(
    ([name, format]) => [name + PARAMETERS, { format, contentType: `${name}; charset=utf-8` }] as const,
  ),
]);
const HTML = 'text/html;charset=utf-8';

/** What was agreed on by header: a client sends the same one every time, and to read it costs half a read. */
const AGREED = new Map<string, Form>();
const MOST_AGREED = 100;

const SHORT = new Map(Object.entries(SHORT_NAMES));

/**
 * The form of the answer (http.html#mime-type): what `_format` says, else what Accept prefers, else the form that the
 * request itself has. Throws 406 where nothing fits.
 */
export function negotiate(request: Request, format: string | undefined): Form {
  const { accept } = request.headers;
  if (format !== undefined) return formOfParameter(format);
  if (accept === undefined || accept === '' || accept === '*/*') return formOfBody(request);
  const known = AGREED.get(accept);
  if (known) return known;
  const form = formOfAccept(request, accept);
  if (AGREED.size >= MOST_AGREED) AGREED.clear();
  AGREED.set(accept, form);
  return form;
}

function formOfAccept(request: Request, accept: string): Form {
  const offers = [...OFFERS.keys()];
  const best = request.accepts([...offers, HTML]);
  // A browser means pages when it names XML; of the two formats JSON is the one to be read in it.
  const isBrowser = best === HTML && !/fhir/i.test(accept) && request.accepts(offers[0] as string);
  const found = isBrowser ? offers[0] : request.accepts(offers);
  if (found) return OFFERS.get(found as string) as Form;
  throw refuse(
    406,
    'not-supported',
    `Accept is '${accept.slice(0, 80)}'; application/fhir+json or application/fhir+xml was expected`,
    { source: 'http.html#mime-type' },
  );
}

/** The form that `_format` names; a `+` that came unencoded is a space by then. */
function formOfParameter(parameter: string): Form {
  const name = parameter.trim().replaceAll(' ', '+');
  const format = SHORT.get(name.toLowerCase()) ?? formatOf(readMediaType(name.replaceAll(';+', ';')));
  if (format) return FORMS[format];
  throw refuse(406, 'not-supported', `_format is '${parameter.slice(0, 80)}'; json or xml was expected`, {
    source: 'http.html#mime-type',
  });
}

function formOfBody({ method, headers }: Request): Form {
  const type = headers['content-type'];
  if (type === undefined || method === 'GET' || method === 'HEAD' || !type.includes('xml')) return JSON_FORM;
  return FORMS[formatOf(readMediaType(type)) ?? 'json'];
}
