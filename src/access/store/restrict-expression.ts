import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import { everyReach, expressionOf } from '../reach.ts';
import type { Restriction } from '../restriction.ts';

const NEVER: SearchExpression = { op: 'any', of: [] };

/**
 * What a caller asks about resources of a type, as the caller may ask it: wherever it goes on to other resources, only
 * those count that the caller may find. Throws 403 where the question is about something that is withheld, whatever
 * the store holds.
 */
export class ExpressionRestriction {
  readonly #restriction: Restriction;
  /** What several chains have in common stays one expression. */
  readonly #known = new Map<string, Map<SearchExpression, SearchExpression>>();

  constructor(restriction: Restriction) {
    this.#restriction = restriction;
  }

  /** The resources of a type that the caller finds by an expression; undefined where none can be. */
  found(type: string, expression: SearchExpression): SearchExpression | undefined {
    const reach = this.#restriction.reach(type, 's');
    if (reach === 'nothing') return undefined;
    return expressionOf(everyReach([this.asked(type, expression), reach]));
  }

  /** The expression itself, restricted in what it leads to. */
  asked(type: string, expression: SearchExpression): SearchExpression {
    const ofType = this.#known.get(type) ?? new Map<SearchExpression, SearchExpression>();
    this.#known.set(type, ofType);
    const known = ofType.get(expression) ?? this.#asked(type, expression);
    ofType.set(expression, known);
    return known;
  }

  #asked(type: string, expression: SearchExpression): SearchExpression {
    if ('parameter' in expression) this.#check(type, expression);
    switch (expression.op) {
      case 'all':
      case 'any':
        return { ...expression, of: expression.of.map((one) => this.asked(type, one)) };
      case 'not':
        return { op: 'not', of: this.asked(type, expression.of) };
      case 'composite':
      case 'unequal':
        for (const part of [expression.of].flat()) this.#check(type, part);
        return expression;
      case 'chain': {
        const targets = expression.targets.flatMap((target) => {
          const of = this.found(target.type, target.of);
          return of ? [{ type: target.type, of }] : [];
        });
        return targets.length ? { ...expression, targets } : NEVER;
      }
      case 'has': {
        // The reference stands in the other resource.
        const of = this.found(expression.type, expression.of);
        return of ? { ...expression, of } : NEVER;
      }
      case 'hierarchy':
      case 'missing':
      case 'id':
      case 'last-updated':
      case 'token':
      case 'string':
      case 'uri':
      case 'reference':
      case 'reference-url':
      case 'date':
      case 'number':
      case 'quantity':
      case 'word':
      case 'near':
        // A new kind of expression has to be thought about here before it compiles.
        return expression;
    }
  }

  #check(type: string, expression: Extract<SearchExpression, { parameter: string }>): void {
    const holder = expression.op === 'has' ? expression.type : type;
    this.checkParameter(holder, expression.parameter);
    if (expression.op !== 'hierarchy' || this.#restriction.reach(expression.type, 's') === 'everything')
      return;
    throw refuse(
      403,
      'forbidden',
      `a hierarchy of ${expression.type} leads through resources of others; the token permits no search by :above or :below here`,
      { source: 'search.html#recursive' },
    );
  }

  /** Throws 403 for a parameter that tells of what is withheld. */
  checkParameter(type: string, parameter: string): void {
    if (!this.#restriction.betrays(type, parameter)) return;
    throw refuse(
      403,
      'forbidden',
      `${type} cannot be searched or sorted by ${parameter} with this role, from which parts of ${type} are withheld`,
      { source: 'search.html#security' },
    );
  }
}
