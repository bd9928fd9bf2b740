import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Launches } from '../launch/launches.ts';

type CheckParameter = (
  context: KoaContextWithOIDC,
  value: string | undefined,
  client: Client,
) => void | Promise<void>;

/**
 * `aud` must be this FHIR base: an app that was lured to another server would otherwise hand it a token for this one
 * (SMART App Launch 2.2, "Obtain authorization code"). A slash at the end makes no difference.
 */
export function checkAudience(baseUrl: string): CheckParameter {
  return (_, value) => {
    if (value === undefined) throw new errors.InvalidRequest(`aud is missing; ${baseUrl} was expected`);
    if (value.replace(/\/$/, '') !== baseUrl)
      throw new errors.InvalidRequest(`aud is not the FHIR base of this server, ${baseUrl}`);
  };
}

/** `launch` must be an id that an EHR got for this client; it is used up here. */
export function createLaunchCheck(launches: Launches): CheckParameter {
  return async ({ oidc }, value, client) => {
    const isAsked = String(oidc.params?.scope ?? '')
      .split(' ')
      .includes('launch');
    if (value === undefined) return;
    if (!isAsked) throw new errors.InvalidRequest('launch is there without the scope launch');
    if (!(await launches.begin(value, client.clientId)))
      throw new errors.InvalidRequest('launch is unknown, used already, over, or of another client');
  };
}
