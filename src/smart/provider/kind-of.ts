/**
 * The kind of records that a model of oidc-provider is kept as. The two models of access tokens are kept as one, since
 * whoever brings a token does not say which it is; `kind` in the payload tells them apart.
 */
export const kindOf = (model: string): string =>
  `oidc.${model === 'ClientCredentials' ? 'AccessToken' : model}`;
