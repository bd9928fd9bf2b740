import type { ValueSet } from '@medplum/fhirtypes';
import type { Definitions } from '#conformance/definitions.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { OperationInput } from '../operation-input.ts';
import { givenResource } from './given-resource.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';

const PROFILE = 'http://hl7.org/fhir/StructureDefinition/';

/** The value set that an operation works on: stored, given, named by url, or bound to the element that `context` names. */
export async function givenValueSet(
  request: OperationRequest,
  input: OperationInput,
  source: string,
  rooms: TerminologyRooms,
): Promise<string | ValueSet> {
  const options = { name: 'valueSet', version: 'valueSetVersion', source };
  const given = await givenResource<ValueSet>('ValueSet', request, input, options, rooms);
  const context = input.text('context');
  if (given && context === undefined) return 'resource' in given ? given.resource : given.canonical;
  if (given || context === undefined)
    throw refuse(
      400,
      given ? 'value' : 'required',
      `${given ? 'more than one' : 'none'} of url, valueSet and context is given; one was expected`,
      { source },
    );
  const bound = boundValueSet(context, rooms.definitions);
  if (bound) return bound;
  throw refuse(
    422,
    'not-supported',
    `context '${context.slice(0, 200)}' is no element of R4 with a binding; expected e.g. ${PROFILE}Observation#Observation.status`,
    { source },
  );
}

/** `[StructureDefinition url]#[path]` -> the value set that R4 binds to the element. */
function boundValueSet(context: string, { types }: Definitions): string | undefined {
  const [profile = '', path = ''] = context.split('#');
  if (!profile.startsWith(PROFILE)) return undefined;
  const elements = types.get(profile.slice(PROFILE.length))?.elements ?? [];
  return elements.find((element) => element.path === path)?.binding?.valueSet;
}
