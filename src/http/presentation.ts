import type { Request } from 'express';
import { type Form, JSON_FORM, negotiate } from './negotiate.ts';

/** How an answer is to look. */
export interface Presentation {
  form: Form;
  /** Indented for a reader (`_pretty`, search.html#pretty). */
  pretty: boolean;
}

/** One of the parameters that are about the form of every answer; cheap, since most requests have none. */
function parameter(query: string, name: '_format' | '_pretty'): string | undefined {
  return query.includes(name) ? (new URLSearchParams(query).get(name) ?? undefined) : undefined;
}

/** How an answer is to look that is no resource, and not negotiated. */
export function ownPresentation(query: string): Presentation {
  return { form: JSON_FORM, pretty: parameter(query, '_pretty') === 'true' };
}

/** How a resource is to look; a search by POST may say so in its body. Throws 406 where nothing fits. */
export function presentationOf(request: Request, query: string, body?: unknown): Presentation {
  const inBody = typeof body === 'string' ? parameter(body, '_format') : undefined;
  const form = negotiate(request, parameter(query, '_format') ?? inBody);
  return { ...ownPresentation(query), form };
}

/** How a refusal is to look: as was asked for, or as JSON where that is what is refused. */
export function presentationOfRefusal(request: Request): Presentation {
  try {
    return presentationOf(request, request.url.split('?')[1] ?? '');
  } catch {
    return ownPresentation('');
  }
}
