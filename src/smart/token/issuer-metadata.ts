import type { FetchDocument } from '../key/fetch-document.ts';

/** What an OpenID provider says of itself (OpenID Connect Discovery 1.0). */
export interface OpenidConfiguration {
  issuer: string;
  jwks_uri: string;
  [name: string]: unknown;
}

/** A provider's endpoints hardly ever change; its keys are looked after apart. In milliseconds. */
const AGE = 3_600_000;

/** The OpenID configurations of other issuers. */
export class IssuerMetadata {
  readonly #fetch: FetchDocument;
  readonly #now: () => number;
  readonly #known = new Map<string, { configuration: Promise<OpenidConfiguration>; until: number }>();

  constructor(fetch: FetchDocument, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The configuration of an issuer; rejects where it cannot be had, or is of another one. */
  of(issuer: string): Promise<OpenidConfiguration> {
    const known = this.#known.get(issuer);
    if (known && known.until > this.#now()) return known.configuration;
    const configuration = this.#load(issuer);
    this.#known.set(issuer, { configuration, until: this.#now() + AGE });
    configuration.catch(() => this.#known.delete(issuer));
    return configuration;
  }

  async #load(issuer: string): Promise<OpenidConfiguration> {
    const { json } = await this.#fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const configuration = (json ?? {}) as Partial<OpenidConfiguration>;
    // Otherwise one provider could speak for another (OpenID Connect Discovery 1.0, section 4.3).
    if (configuration.issuer !== issuer) throw new Error('the OpenID configuration is of another issuer');
    if (typeof configuration.jwks_uri !== 'string')
      throw new Error('the OpenID configuration has no jwks_uri');
    return configuration as OpenidConfiguration;
  }
}
