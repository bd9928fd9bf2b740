import type { Reply } from '../../server-for-tests.ts';

interface Parameter {
  name: string;
  part?: Parameter[];
}

const parameterOf = ({ resource }: Reply): Parameter[] =>
  (resource as unknown as { parameter?: Parameter[] }).parameter ?? [];

/** Parameters as a client sends them. */
export const parameters = (...parameter: object[]): object => ({ resourceType: 'Parameters', parameter });

/** The parameters of an answer by this name. */
export const called = (name: string, reply: Reply): Parameter[] =>
  parameterOf(reply).filter((parameter) => parameter.name === name);

/** The values of an answer's parameters by name. */
export function outputs(reply: Reply): Record<string, unknown> {
  return Object.fromEntries(parameterOf(reply).map((parameter) => [parameter.name, valueIn(parameter)]));
}

/** The value of a parameter, whatever its type. */
const valueIn = (parameter: object): unknown =>
  Object.entries(parameter).find(([key]) => key.startsWith('value'))?.[1];

/** The parts of a parameter by name. */
export const partsOf = ({ part = [] }: Parameter): Record<string, unknown> =>
  Object.fromEntries(part.map((each) => [each.name, valueIn(each)]));
