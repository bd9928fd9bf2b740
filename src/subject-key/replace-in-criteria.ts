import type { ForeignIdentifier } from './identity.ts';
import { namesPerson } from './names-person.ts';
import { isListed, type PseudonymRules } from './pseudonym-rules.ts';

/** What criteria become: each identifier of elsewhere, and each part that has one where none can be replaced. */
interface Rewriting {
  identifier: (identifier: ForeignIdentifier) => string;
  /** A parameter, or what stands before the first `?`. */
  unplaced: (part: string) => string;
}

/**
 * Replaces identifiers in search criteria (`Patient?identifier=system|value`, `identifier=system|value`), where `subjectOf` gives the
 * number of the subject. What names none of the listed systems comes back as it was, to the letter. `refuse` throws where one stands
 * in a way in which it is not replaced, as in `_filter`: it would find nobody, and stand in the log for ever.
 */
export const replaceInCriteria = (
  text: string,
  rules: PseudonymRules,
  subjectOf: (identifier: ForeignIdentifier) => string,
  refuse: () => never,
): string =>
  rewrite(text, rules, {
    identifier: (identifier) => `${rules.subject}|${subjectOf(identifier)}`,
    unplaced: refuse,
  });

function rewrite(text: string, rules: PseudonymRules, { identifier, unplaced }: Rewriting): string {
  const at = text.indexOf('?') + 1;
  const before = text.slice(0, at);
  const parameters = text
    .slice(at)
    .split('&')
    .map((parameter) => {
      const equals = parameter.indexOf('=');
      const name = parameter.slice(0, equals + 1);
      const rest: string[] = [];
      const values = parameter
        .slice(equals + 1)
        .split(',')
        .map((value) => {
          const [system = '', ...number] = decoded(value).trim().split('|');
          if (number.length && isListed(system, rules.replaced))
            return encodeURIComponent(identifier({ system, value: number.join('|') }));
          rest.push(value);
          return value;
        });
      return namesPerson(`${name}${rest.join(',')}`, rules) ? unplaced(parameter) : name + values.join(',');
    });
  return (namesPerson(before, rules) ? unplaced(before) : before) + parameters.join('&');
}

/** The criteria without the values of such identifiers: for logs, which tell what was asked and not about whom. */
export const maskCriteria = (text: string, rules: PseudonymRules): string =>
  rewrite(text, rules, {
    identifier: ({ system }) => `${system}|...`,
    unplaced: (part) => {
      const [name = ''] = part.split('=', 1);
      return part.includes('=') && !namesPerson(name, rules) ? `${name}=...` : '...';
    },
  });

/** What is not percent-encoded UTF-8 is refused where it is read as criteria. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
