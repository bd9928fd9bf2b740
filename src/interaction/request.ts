import type { Caller } from '#access/caller.ts';
import type { PlaceInBody } from '#fhir/place/place-issues.ts';

/** How a request reached this server. */
export interface RequestOrigin {
  /** The number under which it was answered and logged. */
  requestId: string;
  /** The program that asks, where it is none that needs a token: `command line of root`. */
  program?: string | undefined;
  /** The network address that it came from. */
  address?: string | undefined;
  /** The X-Reason header: why something is changed. */
  reason?: string | undefined;
  /** The X-Provenance header (provenance.html#header), as it came. */
  provenance?: string | undefined;
}

/** A RESTful request of one interaction, however it came: by HTTP or as an entry of a batch. */
export interface FhirRequest {
  method: string;
  /** Decoded segments of the path behind the base. */
  path: string[];
  /** The query string without its `?`. */
  query: string;
  /** The parsed body, undefined if there is none. */
  body: unknown;
  /** Whether the body came as a JSON Patch, by its media type. */
  isJsonPatch?: boolean;
  /** Finds places in the text of the body; absent where it has none of its own. */
  placeInBody?: PlaceInBody;
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
  ifModifiedSince?: string | undefined;
  ifNoneExist?: string | undefined;
  /** The Prefer header (http.html#ops). */
  prefer?: string | undefined;
  /** Who asks; absent only where the server runs without authentication. */
  caller?: Caller | undefined;
  /** Where it came from; absent for what the server asks itself. */
  origin?: RequestOrigin | undefined;
}

/** One preference, e.g. `minimal` of `return=minimal; handling=strict`. */
export function preference(prefer: string | undefined, name: 'return' | 'handling'): string | undefined {
  for (const part of (prefer ?? '').split(/[;,]/)) {
    const [key, value] = part.split('=');
    if (key?.trim().toLowerCase() === name) return value?.trim().replace(/^"|"$/g, '');
  }
  return undefined;
}
