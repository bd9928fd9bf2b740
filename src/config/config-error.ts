/** A setting that the server refuses to start with. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
