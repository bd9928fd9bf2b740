import type { SearchParameters } from '#conformance/search-parameter.ts';
import { compositeOf } from '#search/composite.ts';
import { indexKind } from '#search/index-kind.ts';
import { indexedAs } from '#search/indexed-as.ts';
import { identifierOf } from '#search/parameter/reference.ts';
import { textOf } from '#search/parameter/token.ts';
import type { IndexKind } from '#search/search-expression.ts';
import type { IndexedParameter } from './schema.ts';

/**
 * The parameters of each type that searches go by: all that a search may use, as they are indexed, composites, and
 * the identifiers, types and texts that come with references and tokens. What every type has stands behind the
 * type's own, and what is asked for least comes last.
 */
export function indexedParameters(parameters: SearchParameters): (type: string) => IndexedParameter[] {
  return (type) => {
    const own = parameters.indexed(type).flatMap((parameter): IndexedParameter[] => {
      const kind = indexKind(parameter);
      if (!kind) return [];
      const { parameters: places } = indexedAs(parameters, type, parameter);
      return places.length === 1 && places[0] === parameter.code ? [{ code: parameter.code, kind }] : [];
    });
    const composites = parameters.indexed(type).flatMap((parameter): IndexedParameter[] => {
      const composite = compositeOf(type, parameter, parameters);
      if (!composite?.branches.length) return [];
      const components = composite.components.map(({ kind }) => kind);
      return [{ code: parameter.code, kind: components[0] as IndexKind, components }];
    });
    const named = (kind: IndexKind, name: (code: string) => string, indexed: IndexKind) =>
      own
        .filter((p) => p.kind === kind)
        .map(({ code }): IndexedParameter => ({ code: name(code), kind: indexed }));
    const ofEveryType = ({ code }: IndexedParameter) => code.startsWith('_');
    return [
      ...own.filter((p) => !ofEveryType(p)),
      ...composites,
      ...own.filter(ofEveryType),
      ...named('reference', identifierOf, 'token'),
      ...named('token', textOf, 'string'),
    ];
  };
}
