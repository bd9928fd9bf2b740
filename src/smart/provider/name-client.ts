import type { IncomingHttpHeaders } from 'node:http';
import type { Provider } from 'oidc-provider';

/**
 * The form of a token request, with the `client_id` that a public app has left out of a refresh, as fhirclient does. The refresh
 * token tells whose it is; for a client that has to show who it is, nothing is added.
 */
export async function nameClient(
  form: string,
  headers: IncomingHttpHeaders,
  provider: Provider,
): Promise<string> {
  const parameters = new URLSearchParams(form);
  const isNamed = ['client_id', 'client_assertion', 'client_secret'].some((name) => parameters.has(name));
  if (parameters.get('grant_type') !== 'refresh_token' || isNamed || headers.authorization) return form;
  const token = await provider.RefreshToken.find(parameters.get('refresh_token') ?? '');
  const client = token?.clientId === undefined ? undefined : await provider.Client.find(token.clientId);
  if (client?.clientAuthMethod !== 'none') return form;
  parameters.set('client_id', client.clientId);
  return parameters.toString();
}
