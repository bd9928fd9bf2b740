/** The server's own part of a resource's metadata (resource.html#Meta). */
export interface Meta {
  versionId?: string;
  lastUpdated?: string;
  [element: string]: unknown;
}

/** Any R4 resource as it stands in JSON; what an element may hold is the validator's business. */
export interface Resource {
  resourceType: string;
  id?: string;
  meta?: Meta;
  [element: string]: unknown;
}

/** The lexical rule of `id` (datatypes.html#id): 1 to 64 letters, digits, `-` and `.`. */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text) && text !== '.' && text !== '..';
}
