import type { IncomingMessage, ServerResponse } from 'node:http';
import { FhirError } from '#fhir/operation-outcome.ts';
import type { Clients } from '../client/clients.ts';
import { readSmallBody } from '../interaction/read-form.ts';
import { bearerToken } from '../token/bearer.ts';
import type { OpaqueTokens } from '../token/opaque-tokens.ts';
import type { Users } from '../user/users.ts';
import { type LaunchRequest, readLaunchRequest } from './launch-request.ts';
import { launchUrl } from './launch-url.ts';
import type { Launches } from './launches.ts';

/** What launches are prepared with. */
export interface LaunchEndpointRooms {
  tokens: OpaqueTokens;
  clients: Clients;
  users: Users;
  launches: Launches;
  baseUrl: string;
}

/** Why a launch is not prepared: the status and a sentence. */
interface Refusal {
  status: number;
  problem: string;
}

/** `POST [issuer]/launch`: an EHR, which is a back end that may, says what an app is about to be opened for. */
export async function answerLaunch(
  request: IncomingMessage,
  response: ServerResponse,
  rooms: LaunchEndpointRooms,
): Promise<void> {
  const told = await prepare(request, rooms);
  const json = { 'Content-Type': 'application/json' };
  if ('url' in told) {
    response.writeHead(201, json).end(JSON.stringify(told));
    return;
  }
  const challenge = told.status === 401 ? { 'WWW-Authenticate': `Bearer realm="${rooms.baseUrl}"` } : {};
  response.writeHead(told.status, { ...json, ...challenge });
  response.end(JSON.stringify({ error: 'invalid_request', error_description: told.problem }));
}

async function prepare(
  request: IncomingMessage,
  rooms: LaunchEndpointRooms,
): Promise<{ launch: string; url: string } | Refusal> {
  if (request.method !== 'POST') return { status: 405, problem: 'POST was expected' };
  const refused = await refusal(request.headers.authorization, rooms);
  if (refused) return refused;
  const wanted = readLaunchRequest((await readSmallBody(request)).toString());
  return typeof wanted === 'string' ? { status: 400, problem: wanted } : carryOut(wanted, rooms);
}

async function refusal(
  authorization: string | undefined,
  { tokens, clients, baseUrl }: LaunchEndpointRooms,
): Promise<Refusal | undefined> {
  try {
    const { client, user } = await tokens.verify(bearerToken(authorization, baseUrl));
    const registered = await clients.byId(client.id);
    if (user === undefined && registered?.mayLaunch) return undefined;
    return { status: 403, problem: 'the client is not registered to prepare launches' };
  } catch (error) {
    if (error instanceof FhirError) return { status: error.status, problem: error.message };
    throw error;
  }
}

async function carryOut(
  { user: name, ...launch }: LaunchRequest,
  { clients, users, launches, baseUrl }: LaunchEndpointRooms,
): Promise<{ launch: string; url: string } | Refusal> {
  const client = await clients.byId(launch.clientId);
  if (!client?.launchUri || client.disabled)
    return { status: 400, problem: `there is no app '${launch.clientId.slice(0, 80)}' with a launch URL` };
  const user = name === undefined ? undefined : await users.byName(name);
  if (name !== undefined && !user) return { status: 400, problem: 'there is no such user' };
  const id = await launches.prepare({ ...launch, ...(user ? { userId: user.id } : {}) });
  return { launch: id, url: launchUrl(client.launchUri, baseUrl, id) };
}
