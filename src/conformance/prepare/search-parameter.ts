import type { SearchParameter } from '@medplum/fhirtypes';

/**
 * SearchParameter -> its compact form; nothing for a parameter of a type that R4 does not have.
 * The expression stays whole: a parameter of many bases keeps the union of all their paths.
 */
export function prepareSearchParameter(parameter: SearchParameter, resourceTypes: string[]) {
  const base = (parameter.base ?? []).filter((b) => resourceTypes.includes(b));
  if (!base.length) return [];
  const component = (parameter.component ?? []).map((c) => ({
    definition: c.definition,
    expression: c.expression,
  }));
  return [
    {
      url: parameter.url,
      code: parameter.code,
      type: parameter.type,
      base,
      ...(parameter.expression ? { expression: parameter.expression } : {}),
      ...(parameter.target?.length ? { target: parameter.target } : {}),
      ...(component.length ? { component } : {}),
    },
  ];
}
