import { refuse } from '#fhir/operation-outcome.ts';
import { searchError } from './search-error.ts';

/** One `name=value` of a search, its name taken apart: `subject:Patient.name:exact`, `_has:Observation:patient:code`. */
export interface SearchParameterText {
  /** The whole name as it was sent. */
  name: string;
  /** The code before `:` and `.`, e.g. `subject`. */
  code: string;
  /** What follows the colon: a modifier or a type. */
  modifier?: string;
  /** The rest of a chain behind the first dot. */
  chain?: string;
  value: string;
}

/** Beyond these a query is no question that a person or program asks; it is refused before it is read. */
const MOST_CHARACTERS = 256 * 1024;
const MOST_PARAMETERS = 500;

/** Reads a query string or form body into its parameters, in order (search.html#2.1.1.1). Throws a 400. */
export function parseSearch(query: string): SearchParameterText[] {
  if (query.length > MOST_CHARACTERS)
    throw tooCostly(`the query has ${query.length} characters; at most ${MOST_CHARACTERS} are taken`);
  const pairs = query.split('&', MOST_PARAMETERS + 1);
  if (pairs.length > MOST_PARAMETERS)
    throw tooCostly(`the query has more than ${MOST_PARAMETERS} parameters`);
  return pairs
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return parseParameter(decode(name), decode(value));
    });
}

const tooCostly = (diagnostics: string) => refuse(400, 'too-costly', diagnostics, { source: 'search.html' });

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw searchError(`'${text.slice(0, 80)}' is not percent-encoded UTF-8`, 'RFC 3986, section 2.1');
  }
}

/** Takes the name of one parameter apart. `_has` keeps all behind its first colon in `modifier`. */
export function parseParameter(name: string, value: string): SearchParameterText {
  if (name.startsWith('_has:')) return { name, code: '_has', modifier: name.slice(5), value };
  const match = /^([^:.]+)(?::([^.]*))?(?:\.(.+))?$/.exec(name);
  if (!match) throw searchError(`'${name.slice(0, 80)}' is no search parameter name`);
  const [, code = '', modifier, chain] = match;
  return {
    name,
    code,
    ...(modifier === undefined ? {} : { modifier }),
    ...(chain === undefined ? {} : { chain }),
    value,
  };
}
