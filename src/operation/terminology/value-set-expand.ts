import type { ValueSet } from '@medplum/fhirtypes';
import { definedOperation } from '#conformance/operation-definition.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import type { ExpandOptions } from '#terminology/value-set/expand.ts';
import type { OperationInput } from '../operation-input.ts';
import { readParameters } from '../parameters.ts';
import { answerQuestion } from './answer-question.ts';
import { givenValueSet } from './given-value-set.ts';
import { refuseDate } from './refuse-date.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';

export const EXPAND = definedOperation('ValueSet-expand');
const SOURCE = EXPAND.definition;

/** `ValueSet/$expand`: the codes of a value set (valueset-operation-expand.html). */
export async function valueSetExpand(request: OperationRequest, rooms: TerminologyRooms): Promise<Answer> {
  const { terminology } = rooms;
  const input = readParameters(request, EXPAND, rooms.definitions);
  refuseDate(input, SOURCE);
  const options = readOptions(input);
  const given = await givenValueSet(request, input, SOURCE, rooms);
  const expansion = await answerQuestion<ValueSet>(terminology, SOURCE, () =>
    terminology.expand(given, options),
  );
  return { status: 200, headers: {}, body: serializeJson(expansion) };
}

function readOptions(input: OperationInput): ExpandOptions {
  const texts = (name: string): string[] => input.all(name).map(({ value }) => value as string);
  const given: { [K in keyof ExpandOptions]: ExpandOptions[K] | undefined } = {
    filter: input.text('filter'),
    offset: natural('offset', input),
    count: natural('count', input),
    includeDesignations: input.boolean('includeDesignations'),
    includeDefinition: input.boolean('includeDefinition'),
    activeOnly: input.boolean('activeOnly'),
    excludeNested: input.boolean('excludeNested'),
    excludeNotForUI: input.boolean('excludeNotForUI'),
    displayLanguage: input.text('displayLanguage'),
    designation: texts('designation'),
    excludeSystem: texts('exclude-system'),
  };
  const versions = {
    default: texts('system-version'),
    check: texts('check-system-version'),
    force: texts('force-system-version'),
  };
  const asked = Object.values(versions).some(({ length }) => length > 0);
  const options = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(options), ...(asked ? { versions } : {}) };
}

function natural(name: string, input: OperationInput): number | undefined {
  const value = input.number(name);
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value;
  throw refuse(400, 'value', `${name} is ${value}; a whole number from 0 on was expected`, {
    source: SOURCE,
  });
}
