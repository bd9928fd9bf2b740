/**
 * The URL of a request for authorization with `prompt=consent`: each launch is consented to, and without it oidc-provider drops
 * `offline_access`, which SMART apps ask for without a prompt. A `prompt` that is there keeps what it says; `none` is left
 * alone, and refused later on.
 */
export function askForConsent(url: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const prompts = parameters.getAll('prompt');
  // Twice the same parameter is an error that oidc-provider tells.
  if (prompts.length > 1) return url;
  const words = (prompts[0] ?? '').split(' ').filter((word) => word !== '');
  if (words.includes('none') || words.includes('consent')) return url;
  parameters.set('prompt', [...words, 'consent'].join(' '));
  return `${path}?${parameters}`;
}
