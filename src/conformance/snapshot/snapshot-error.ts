/** Thrown where no snapshot can be made of a differential: it constrains what its base does not have, or is circular. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}
