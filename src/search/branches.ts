/** Brackets of FHIRPath. */
const OPENING = '([{';
const CLOSING = ')]}';

/** The places of `|` outside of brackets and quotes. */
function unions(expression: string): number[] {
  const found: number[] = [];
  let depth = 0;
  let quote = '';
  for (let at = 0; at < expression.length; at++) {
    const character = expression[at] as string;
    if (quote) {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '`' || character === '"') quote = character;
    else if (OPENING.includes(character)) depth++;
    else if (CLOSING.includes(character)) depth--;
    else if (character === '|' && depth === 0) found.push(at);
  }
  return found;
}

/**
 * The branches of a SearchParameter's expression that are about `type`: the expression of a parameter with many
 * bases is the union of the paths of all of them (searchparameter.html, SearchParameter.expression).
 */
export function branchesOf(expression: string, type: string): string[] {
  const cuts = [-1, ...unions(expression), expression.length];
  return cuts
    .slice(1)
    .map((cut, i) =>
      expression
        .slice((cuts[i] as number) + 1, cut)
        .trim()
        .replace(/\s+/g, ' '),
    )
    .filter((branch) => {
      const root = /^\(*\s*([A-Z][A-Za-z]*)/.exec(branch)?.[1];
      return root === undefined || root === type || root === 'Resource' || root === 'DomainResource';
    });
}
