import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { SearchParameter } from '@medplum/fhirtypes';
import type { SearchParameterDefinition } from './definitions.ts';

/** The SearchParameters of a folder of published profiles, one `SearchParameter-*.json` file each. */
export function loadSearchParameters(folder: URL): SearchParameterDefinition[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^SearchParameter-.+\.json$/.test(name))
    .sort()
    .map((name) =>
      readSearchParameter(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as SearchParameter),
    );
}

/** A SearchParameter resource that is valid -> what search needs of it. */
export function readSearchParameter(resource: SearchParameter): SearchParameterDefinition {
  const { url, code, type, base, expression, target, component } = resource;
  return {
    url: url as string,
    code: code as string,
    type: type as SearchParameterDefinition['type'],
    base: base as string[],
    ...(expression ? { expression } : {}),
    ...(target?.length ? { target } : {}),
    ...(component?.length
      ? {
          component: component.map((one) => ({
            definition: one.definition as string,
            expression: one.expression as string,
          })),
        }
      : {}),
  };
}
