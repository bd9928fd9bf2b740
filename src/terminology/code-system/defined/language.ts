import { loadLazily } from '../../load-lazily.ts';
import type { CodeSystem } from '../code-system.ts';
import { conceptOf, grammarCodeSystem } from './grammar.ts';

/** RFC 5646, section 2.1: language, up to three extlangs, script, region, variants, extensions, private use. */
const TAG =
  /^(?<language>[a-z]{2,8})(?<extlangs>(?:-[a-z]{3}(?![a-z0-9])){0,3})(?:-(?<script>[a-z]{4}(?![a-z0-9])))?(?:-(?<region>[a-z]{2}|\d{3})(?![a-z0-9]))?(?<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3})(?![a-z0-9]))*)(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?$/;
const PRIVATE_USE = /^x(?:-[a-z0-9]{1,8})+$/;

/** Ranges of the register that are for private use, e.g. the languages qaa to qtz. */
const PRIVATE_LANGUAGE = /^q[a-t][a-z]$/;
const PRIVATE_SCRIPT = /^qa[a-b][a-x]$/;
const PRIVATE_REGION = /^(?:q[m-z]|x[a-z])$/;

type Kind = 'language' | 'extlang' | 'script' | 'region' | 'variant' | 'grandfathered';

/** Whether IANA's register has a subtag of this kind. */
const registered = (kind: Kind, subtag: string): boolean =>
  Object.hasOwn(loadLazily(`language-subtag-registry/data/json/${kind}.json`), subtag);

const parts = (subtags: string | undefined): string[] => (subtags ?? '').split('-').filter(Boolean);

function isRegistered(tag: string): boolean {
  if (registered('grandfathered', tag) || PRIVATE_USE.test(tag)) return true;
  const found = TAG.exec(tag)?.groups;
  if (!found) return false;
  const { language = '', script, region } = found;
  return (
    (registered('language', language) || PRIVATE_LANGUAGE.test(language)) &&
    parts(found.extlangs).every((extlang) => registered('extlang', extlang)) &&
    (script === undefined || registered('script', script) || PRIVATE_SCRIPT.test(script)) &&
    (region === undefined || registered('region', region) || PRIVATE_REGION.test(region)) &&
    parts(found.variants).every((variant) => registered('variant', variant))
  );
}

/** Language tags (BCP 47): well-formed, every subtag in the register of IANA. */
export function languageTags(): CodeSystem {
  let names: Intl.DisplayNames | undefined;
  const display = (tag: string): string | undefined => {
    names ??= new Intl.DisplayNames('en', {
      type: 'language',
      languageDisplay: 'standard',
      fallback: 'none',
    });
    try {
      return names.of(tag);
    } catch {
      return undefined;
    }
  };
  return grammarCodeSystem({
    url: 'urn:ietf:bcp:47',
    name: 'Tags for identifying languages (BCP 47)',
    find: (code) =>
      code.length <= 100 && isRegistered(code.toLowerCase()) ? conceptOf(code, display(code)) : undefined,
  });
}
