import { decimalText } from '#fhir/json/literals.ts';
import type { Resource } from '#fhir/resource.ts';
import { codeKeys } from './code-groups.ts';
import { effectiveTime } from './effective-time.ts';

/** Why a measurement has no value that statistics can use. */
export type Unusable = 'no-quantity' | 'comparator' | 'no-ucum-unit' | 'modifier-extension';

/** One measured value: of an Observation, or of one of its components. */
export interface Measurement {
  /** The Observation as far as this value goes; a component is made one of its own. It has the id of the whole. */
  alone: Resource & { id: string };
  /** Whether it stands in a component. */
  isPart: boolean;
  /** What its code has in common with equal codes. */
  codes: string[];
  /** When it was effective, in milliseconds since 1970. */
  time?: number;
  quantity?: { text: string; code: string; unit: string };
  unusable?: Unusable;
}

/** What has a code and a value: an Observation, or a component of one. */
type Coded = Record<string, unknown>;

const UCUM = 'http://unitsofmeasure.org';

/**
 * The measurements of an Observation that are asked for. Of one with an asked code, and of one that is a member of
 * such a panel, its value and all of its components; of any other, those components that have an asked code.
 */
export function measurementsOf(observation: Resource, asked: Set<string>): Measurement[] {
  const components = Array.isArray(observation.component) ? (observation.component as Coded[]) : [];
  const isAsked = ({ code }: Coded) => codeKeys(code).some((key) => asked.has(key));
  const parts = (of: Coded[]) => of.map((component) => measurement(observation, component, true));
  const some = components.filter(isAsked);
  if (!isAsked(observation) && some.length) return parts(some);
  const isPanel = components.length > 0 || Array.isArray(observation.hasMember);
  const hasValue = Object.keys(observation).some((name) => /^value[A-Z]/.test(name));
  const own = isPanel && !hasValue ? [] : [measurement(observation, observation, false)];
  return [...own, ...parts(components)];
}

function measurement(observation: Resource, element: Coded, isPart: boolean): Measurement {
  const { id, status, effectiveDateTime, extension } = observation;
  const { code, valueQuantity } = element;
  const time = effectiveTime(observation);
  return {
    alone: {
      resourceType: 'Observation',
      id: id as string,
      status,
      effectiveDateTime,
      extension: element.extension ?? extension,
      code,
      valueQuantity,
    },
    isPart,
    codes: codeKeys(code),
    ...(time === undefined ? {} : { time }),
    // A modifier extension may turn the meaning of a value round.
    ...((observation.modifierExtension ?? element.modifierExtension)
      ? { unusable: 'modifier-extension' }
      : usedValue(valueQuantity)),
  };
}

function usedValue(valueQuantity: unknown): Pick<Measurement, 'quantity' | 'unusable'> {
  const quantity = (valueQuantity ?? {}) as Record<string, unknown>;
  if (typeof quantity.value !== 'number') return { unusable: 'no-quantity' };
  if (quantity.comparator !== undefined) return { unusable: 'comparator' };
  const { system, code, unit } = quantity;
  if (system !== UCUM || typeof code !== 'string') return { unusable: 'no-ucum-unit' };
  return {
    quantity: { text: decimalText(quantity, 'value'), code, unit: typeof unit === 'string' ? unit : code },
  };
}
