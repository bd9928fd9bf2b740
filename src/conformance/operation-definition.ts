import { readFileSync } from 'node:fs';

/** An input parameter as OperationDefinition.parameter says of it. */
export interface DefinedInput {
  name: string;
  min: number;
  max: '1' | '*';
  /** Absent for a parameter that consists of parts. */
  type?: string;
  part?: DefinedInput[];
}

/** An operation of R4 as its OperationDefinition says of itself. */
export interface DefinedOperation {
  /** The name without its `$`. */
  name: string;
  /** The canonical of the OperationDefinition. */
  definition: string;
  levels: ('system' | 'type' | 'instance')[];
  /** The resource types that have it; absent where every type has it. */
  types?: string[];
  inputs: DefinedInput[];
}

const FILE = new URL('../../definitions/r4/operations.json', import.meta.url);

let defined: Map<string, DefinedOperation> | undefined;

function load(): Map<string, DefinedOperation> {
  const operations = JSON.parse(readFileSync(FILE, 'utf8')) as (Omit<DefinedOperation, 'definition'> & {
    url: string;
  })[];
  return new Map(operations.map(({ url, ...rest }) => [url, { definition: url, ...rest }]));
}

/** The operation that R4 defines under a name, e.g. `CodeSystem-lookup`. Throws for a name that R4 does not have. */
export function definedOperation(name: string): DefinedOperation {
  defined ??= load();
  const operation = defined.get(`http://hl7.org/fhir/OperationDefinition/${name}`);
  if (!operation) throw new Error(`R4 defines no operation ${name}`);
  return operation;
}
