import type { Check } from '../shape.ts';

const MAY_BE_FRAGMENT = new Set(['canonical', 'uri', 'url']);

const noteFragment: Check = (uri, _place, run) => {
  if ((uri as string).startsWith('#')) run.noteFragment(uri as string);
};

/** Types other than Reference by which an element may refer to a contained resource (dom-3). */
export function compileFragment(type: string): Check[] {
  return MAY_BE_FRAGMENT.has(type) ? [noteFragment] : [];
}
