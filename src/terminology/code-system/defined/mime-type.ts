import type { CodeSystem } from '../code-system.ts';
import { conceptOf, grammarCodeSystem } from './grammar.ts';

/** type/subtype by the names of RFC 6838, section 4.2, with a wildcard for what is below a type; then parameters. */
const NAME = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}';
const MIME_TYPE = new RegExp(`^${NAME}/(?:${NAME}|\\*)$`);
const PARAMETER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,127}=(?:"[^"]*"|[^\s";]+)$/;

function isMimeType(code: string): boolean {
  const [type = '', ...parameters] = code.split(';');
  return MIME_TYPE.test(type.trimEnd()) && parameters.every((parameter) => PARAMETER.test(parameter.trim()));
}

/** MIME types (BCP 13): what has the form of one; whether it is registered is not asked, vendors make their own. */
export const mimeTypes = (): CodeSystem =>
  grammarCodeSystem({
    url: 'urn:ietf:bcp:13',
    name: 'MIME types (BCP 13)',
    find: (code) => (code.length < 1000 && isMimeType(code) ? conceptOf(code) : undefined),
  });
