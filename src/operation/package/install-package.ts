import { Readable } from 'node:stream';
import { type Issue, operationOutcome, refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import type { CreateRooms } from '#interaction/create.ts';
import { type OperationRooms, type OperationSignature, readParameters } from '../parameters.ts';
import { installPackage } from './install.ts';

/** What `$install-package` is called by, and where. */
export const INSTALL_PACKAGE: OperationSignature & { levels: 'system'[] } = {
  name: 'install-package',
  definition: 'OperationDefinition/install-package',
  levels: ['system'],
  inputs: [
    { name: 'content', min: 1, max: '1', type: 'Binary' },
    { name: 'withoutDependencies', min: 0, max: '1', type: 'boolean' },
  ],
};

/** Issues of one answer; what is left out beyond that is counted. */
const MOST_TOLD = 100;

/** `POST [base]/$install-package`: takes a FHIR package, whose definitions are known from then on, also after a restart. */
export async function installPackageOperation(
  { query, body }: { query: string; body: unknown },
  rooms: CreateRooms & OperationRooms,
): Promise<Answer> {
  const input = readParameters({ query, body }, INSTALL_PACKAGE, rooms.definitions);
  const { data } = (input.resource('content') ?? {}) as { data?: unknown };
  const source = INSTALL_PACKAGE.definition;
  if (typeof data !== 'string' || data === '')
    throw refuse(400, 'required', 'the Binary has no data; the package was expected there', { source });
  const { manifest, stored, issues } = await installPackage(
    Readable.from([Buffer.from(data, 'base64')]),
    rooms,
    { withoutDependencies: input.boolean('withoutDependencies') ?? false, source },
  );
  const name = `${manifest.name}#${manifest.version}`;
  const done: Issue = {
    severity: 'information',
    code: 'informational',
    diagnostics:
      stored === undefined ? `${name} was installed before` : `${name} is installed: ${stored} resources`,
  };
  const rest = issues.length - MOST_TOLD;
  const more: Issue[] =
    rest > 0
      ? [{ severity: 'warning', code: 'incomplete', diagnostics: `and ${rest} more were left out` }]
      : [];
  const told = operationOutcome([done, ...issues.slice(0, MOST_TOLD), ...more]);
  return { status: 200, headers: {}, body: JSON.stringify(told) };
}
