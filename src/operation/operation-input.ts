import type { Resource } from '#fhir/resource.ts';

/** An input parameter of an operation, as OperationDefinition.parameter with use `in` says of it. */
export interface InputDefinition {
  name: string;
  min: number;
  max: '1' | '*';
  /**
   * The type of the value, e.g. `uri` or `Coding`; a resource type, or `Resource` for one of any type; `Element`
   * for a value of any type. Absent for a parameter that consists of parts.
   */
  type?: string;
  part?: InputDefinition[];
}

/** One value that a client gave for a parameter. */
export interface InputValue {
  /** The value or the resource as JSON; undefined for a parameter that consists of parts. */
  value: unknown;
  /** The type that it was given as, e.g. `uri` or `Patient`; empty for a parameter that consists of parts. */
  type: string;
  parts: OperationInput;
  /** Where it stands, e.g. `Parameters.parameter[2].valueMeta`. */
  expression: string;
}

/** The input of one call of an operation, by the names of its parameters (operations.html). */
export class OperationInput {
  readonly #values: Map<string, InputValue[]>;

  constructor(values: Map<string, InputValue[]>) {
    this.#values = values;
  }

  /** All values of a repeating parameter, in the order they came. */
  all(name: string): InputValue[] {
    return this.#values.get(name) ?? [];
  }

  /** The value of a parameter that does not repeat; undefined where it was not given. */
  one(name: string): InputValue | undefined {
    return this.#values.get(name)?.[0];
  }

  /** The text of a parameter of a string-like or date type. */
  text(name: string): string | undefined {
    return this.one(name)?.value as string | undefined;
  }

  boolean(name: string): boolean | undefined {
    return this.one(name)?.value as boolean | undefined;
  }

  number(name: string): number | undefined {
    return this.one(name)?.value as number | undefined;
  }

  resource(name: string): Resource | undefined {
    return this.one(name)?.value as Resource | undefined;
  }
}
