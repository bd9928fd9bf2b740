/** How large a package may be, so that neither memory nor time depends on who sends it. */
export interface PackageLimits {
  /** Bytes of all files together, unpacked. */
  unpackedBytes: number;
  /** Bytes of one file; a larger one is left out and told of. */
  fileBytes: number;
  entries: number;
}

/** Enough for the guides that are published; the releases of large code systems are imported instead. */
export const PACKAGE_LIMITS: PackageLimits = {
  unpackedBytes: 256 * 1024 * 1024,
  fileBytes: 4 * 1024 * 1024,
  entries: 20_000,
};
