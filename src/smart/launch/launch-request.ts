import { isId } from '#fhir/resource.ts';
import type { Launch } from './launches.ts';

/** What an EHR asks for: a launch of an app by one of its users, about something. */
export interface LaunchRequest extends Omit<Launch, 'userId'> {
  /** Name of the user who alone may sign in. */
  user?: string;
}

const TEXTS = ['client', 'user', 'intent', 'patient', 'encounter', 'study'];
const IDS = ['patient', 'encounter', 'study'];

/** Reads the body of a launch request; returns a sentence where it is none. */
export function readLaunchRequest(text: string): LaunchRequest | string {
  const body = parse(text);
  if (!body) return 'a JSON object was expected';
  const unknown = Object.keys(body).find((name) => ![...TEXTS, 'needPatientBanner'].includes(name));
  if (unknown !== undefined) return `there is no member '${unknown.slice(0, 40)}'`;
  const wrong = TEXTS.find((name) => body[name] !== undefined && typeof body[name] !== 'string');
  if (wrong !== undefined) return `${wrong} is no text`;
  const noId = IDS.find((name) => body[name] !== undefined && !isId(body[name] as string));
  if (noId !== undefined) return `${noId} is no id`;
  const { client, user, needPatientBanner, ...context } = body as Record<string, string> & {
    needPatientBanner?: unknown;
  };
  if (client === undefined) return 'client is missing, the id of the app to launch';
  if (needPatientBanner !== undefined && typeof needPatientBanner !== 'boolean')
    return 'needPatientBanner is neither true nor false';
  return {
    clientId: client,
    ...(user === undefined ? {} : { user }),
    context: { ...context, ...(needPatientBanner === undefined ? {} : { needPatientBanner }) },
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
