import { existsSync, readdirSync } from 'node:fs';
import type { SearchParameter } from '@medplum/fhirtypes';
import type { SearchParameterDefinition } from './definitions.ts';
import { asWritten, type ReadPublished } from './published-files.ts';

/** The SearchParameters of a folder of published profiles, one `SearchParameter-*.json` file each. */
export function loadSearchParameters(
  folder: URL,
  read: ReadPublished = asWritten,
): SearchParameterDefinition[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^SearchParameter-.+\.json$/.test(name))
    .sort()
    .map((name) => readSearchParameter(JSON.parse(read(new URL(name, folder))) as SearchParameter));
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
