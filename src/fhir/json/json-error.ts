import { TextError } from '../text-error.ts';

/** What a JSON text is refused for. */
export class JsonError extends TextError {
  override readonly name = 'JsonError';
}
