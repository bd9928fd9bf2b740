import type { Definitions } from '#conformance/definitions.ts';
import { definedOperation } from '#conformance/operation-definition.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { FhirError, type Issue, operationOutcome, refuse } from '#fhir/operation-outcome.ts';
import { type PlaceInBody, placeIssues } from '#fhir/place/place-issues.ts';
import type { Resource } from '#fhir/resource.ts';
import { bodyOf, type Gate } from '#interaction/admit.ts';
import { type Answer, versionAnswer } from '#interaction/answer.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { readInput, type ValidateInput } from './read-input.ts';
import { type RecordIssueRooms, recordIssues } from './record-issues.ts';

export const VALIDATE = definedOperation('Resource-validate');

/** What $validate needs. */
export interface ValidateRooms {
  store: ResourceStore;
  definitions: Definitions;
  gate: Pick<Gate, 'check'>;
}

/** As far as it tells what a write would be refused for as well. */
export interface WriteValidateRooms extends Omit<ValidateRooms, 'gate'>, RecordIssueRooms {}

/** A call on a type or, with an id, on a resource. */
export interface ValidateRequest {
  type: string;
  id: string;
  query: string;
  body?: unknown;
  /** Finds places in the text of the body. */
  placeInBody?: PlaceInBody;
}

/**
 * `$validate` (resource-operation-validate.html): whether a resource could be created, updated or deleted, or keeps to
 * a profile. Answers 200 with all issues found, also where it could not; throws where it cannot tell.
 */
export async function validate(request: ValidateRequest, rooms: WriteValidateRooms): Promise<Answer> {
  const input = readInput(request, VALIDATE, rooms.definitions);
  if (input.mode === 'delete') return outcomeAnswer(await checkDelete(request, rooms));
  const sent = input.resource !== undefined;
  const resource = sent ? sentResource(input, request) : await storedResource(request, rooms);
  const found = await rooms.gate.check(resource, { profiles: input.profile ? [input.profile] : [] });
  refuseUnknown(found, input.profile);
  const asWritten = input.mode !== 'profile' && !found.some(({ severity }) => severity === 'error');
  const ofRecord = asWritten ? await recordIssues(resource, request.id, rooms) : [];
  const issues = [...checkMode(resource, input, request), ...found, ...ofRecord];
  return outcomeAnswer(sent ? await placeIssues(issues, request.placeInBody, input.within) : issues);
}

/** "If a profile is nominated, and the server cannot validate against the nominated profile, it SHALL return an error" */
function refuseUnknown(issues: Issue[], asked: string | undefined): void {
  const unknown = issues.find(
    ({ code, severity, profile }) => isNotFound(code, severity) && profile === asked,
  );
  if (unknown !== undefined) throw new FhirError(422, unknown);
}

const isNotFound = (code: string, severity: string): boolean => code === 'not-found' && severity === 'error';

/** An OperationOutcome has at least one issue: where nothing was found, it says so. */
function outcomeAnswer(issues: Issue[]): Answer {
  const none: Issue = {
    severity: 'information',
    code: 'informational',
    diagnostics: 'No issues were found.',
  };
  return {
    status: 200,
    headers: {},
    body: JSON.stringify(operationOutcome(issues.length > 0 ? issues : [none])),
  };
}

function sentResource({ resource }: ValidateInput, { type }: ValidateRequest): Resource {
  return bodyOf(resource, type);
}

/** Without a resource it is the stored one that is validated. */
async function storedResource({ type, id }: ValidateRequest, { store }: ValidateRooms): Promise<Resource> {
  if (id === '')
    throw refuse(
      400,
      'required',
      'there is no resource to validate; send one, or call the operation on one',
      {
        source: VALIDATE.definition,
      },
    );
  const { body } = versionAnswer(await store.read(type, id), `${type}/${id}`);
  return parseJson(body as string) as Resource;
}

/** What the interaction asks beyond the content: an update is of the resource that the URL names (http.html#update). */
function checkMode(resource: Resource, { mode }: ValidateInput, { type, id }: ValidateRequest): Issue[] {
  const isUpdate = mode === 'update' || (mode === undefined && id !== '');
  if (!isUpdate || resource.id === id || (id === '' && resource.id !== undefined)) return [];
  const found = resource.id === undefined ? 'no id' : `the id '${String(resource.id).slice(0, 80)}'`;
  const expected = id === '' ? 'an id, since it is to be updated' : `'${id}', as in the URL`;
  return [
    {
      severity: 'error',
      code: resource.id === undefined ? 'required' : 'value',
      diagnostics: `Found ${found}, expected ${expected}.`,
      expression: `${type}.id`,
      source: 'http.html#update',
    },
  ];
}

/** Whether a resource could be deleted: this server deletes whatever is there (http.html#delete). */
async function checkDelete({ type, id }: ValidateRequest, { store }: ValidateRooms): Promise<Issue[]> {
  if (id === '')
    throw refuse(400, 'required', 'mode delete is about one resource; call the operation on it', {
      source: VALIDATE.definition,
    });
  versionAnswer(await store.read(type, id), `${type}/${id}`);
  return [];
}
