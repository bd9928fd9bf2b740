import { TextError } from '#fhir/text-error.ts';

/** What an XML text is refused for. */
export class XmlError extends TextError {
  override readonly name = 'XmlError';
}
