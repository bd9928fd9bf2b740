import { placeBelow } from '../place.ts';
import type { Check, JsonObject } from '../shape.ts';

/** The bytes that base64 text stands for: three of each four characters, less what is padded. */
function decodedLength(text: string): number {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 32 && code !== 61) digits++;
  }
  return Math.floor((digits * 3) / 4);
}

/** Attachment.size is the number of bytes before they are encoded (datatypes.html#Attachment). */
export const checkAttachment: Check<JsonObject> = ({ data, size }, place, run) => {
  if (typeof data !== 'string' || typeof size !== 'number') return;
  const length = decodedLength(data);
  if (length === size) return;
  const words = `Found the size ${size}, expected ${length}, which is how many bytes the data have`;
  run.error('value', placeBelow(place, 'size'), `${words}.`, 'datatypes.html#Attachment');
};
