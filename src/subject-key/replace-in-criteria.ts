import type { ForeignIdentifier } from './identity.ts';
import { isListed, type PseudonymRules } from './pseudonym-rules.ts';

/**
 * Replaces identifiers in search criteria (`Patient?identifier=system|value`, `identifier=system|value`), where `subjectOf` gives the
 * number of the subject. What names none of the listed systems comes back as it was, to the letter.
 */
export const replaceInCriteria = (
  text: string,
  rules: PseudonymRules,
  subjectOf: (identifier: ForeignIdentifier) => string,
): string => replaceIn(text, rules, (identifier) => `${rules.subject}|${subjectOf(identifier)}`);

function replaceIn(
  text: string,
  rules: PseudonymRules,
  by: (identifier: ForeignIdentifier) => string,
): string {
  const at = text.indexOf('?') + 1;
  const parameters = text
    .slice(at)
    .split('&')
    .map((parameter) => {
      const equals = parameter.indexOf('=');
      const values = parameter
        .slice(equals + 1)
        .split(',')
        .map((value) => {
          const [system = '', ...rest] = decoded(value).split('|');
          if (!rest.length || !isListed(system, rules.replaced)) return value;
          return encodeURIComponent(by({ system, value: rest.join('|') }));
        });
      return parameter.slice(0, equals + 1) + values.join(',');
    });
  return text.slice(0, at) + parameters.join('&');
}

/** The criteria without the values of such identifiers: for logs, which tell what was asked and not about whom. */
export const maskCriteria = (text: string, rules: PseudonymRules): string =>
  replaceIn(text, rules, ({ system }) => `${system}|...`);

/** What is not percent-encoded UTF-8 is refused where it is read as criteria. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
