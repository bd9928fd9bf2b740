const decoder = new TextDecoder('utf-8', { fatal: true });

/** Bytes -> text; throws for what is no UTF-8 rather than change it (json.html: "SHALL be encoded as UTF-8"). */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new Error('this is not UTF-8');
  }
}
