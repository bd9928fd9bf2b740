import type { SearchParameters } from '#conformance/search-parameter.ts';
import { identifierOf } from '#search/parameter/reference.ts';
import { indexKind } from '#search/supported-parameter.ts';
import type { IndexedParameter } from './schema.ts';

/**
 * The parameters of each type that searches go by: all that a search may use, and the identifiers that
 * references carry. A parameter that every type has stands behind the type's own.
 */
export function indexedParameters(parameters: SearchParameters): (type: string) => IndexedParameter[] {
  return (type) => {
    const own = parameters.of(type).flatMap((parameter): IndexedParameter[] => {
      const kind = indexKind(parameter);
      return kind ? [{ code: parameter.code, kind }] : [];
    });
    const identifiers = own
      .filter(({ kind }) => kind === 'reference')
      .map(({ code }): IndexedParameter => ({ code: identifierOf(code), kind: 'token' }));
    const ofEveryType = ({ code }: IndexedParameter) => code.startsWith('_');
    return [...own.filter((p) => !ofEveryType(p)), ...own.filter(ofEveryType), ...identifiers];
  };
}
