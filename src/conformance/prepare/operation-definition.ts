import type { OperationDefinition, OperationDefinitionParameter } from '@medplum/fhirtypes';

/** One input as `definitions/r4/operations.json` has it. */
function prepareInput({ name, min, max, type, part }: OperationDefinitionParameter): object {
  return {
    name,
    min,
    max: max === '1' ? '1' : '*',
    ...(type ? { type } : {}),
    ...(part?.length ? { part: part.map(prepareInput) } : {}),
  };
}

/** OperationDefinition -> where it is called and what it takes. */
export function prepareOperation(operation: OperationDefinition) {
  const { url, code, system, type, instance, resource = [], parameter = [] } = operation;
  return {
    url,
    name: code,
    levels: [...(system ? ['system'] : []), ...(type ? ['type'] : []), ...(instance ? ['instance'] : [])],
    ...((resource as string[]).includes('Resource') ? {} : { types: resource }),
    inputs: parameter.filter(({ use }) => use === 'in').map(prepareInput),
  };
}
