import type { PseudonymRules } from './pseudonym-rules.ts';

const patterns = new WeakMap<PseudonymRules, RegExp>();

/**
 * Whether a text has an identifier of elsewhere in it, `system|value` of a listed system: in criteria, an address, a header, a
 * sentence; as it came, percent-encoded in part or whole, or with the `|` escaped (search.html#escaping).
 */
export function namesPerson(text: string, rules: PseudonymRules): boolean {
  if (!/\||%7c/i.test(text)) return false;
  let pattern = patterns.get(rules);
  if (!pattern) {
    const systems = rules.replaced.map((system) =>
      // A system is short: what is longer is no reason to look through the rest again for each beginning of one.
      system.endsWith('/*') ? `${escaped(system.slice(0, -1))}[^|\\s]{0,200}?` : escaped(system),
    );
    pattern = new RegExp(`(?:${systems.join('|')})\\\\*\\|`, 'i');
    patterns.set(rules, pattern);
  }
  return pattern.test(text) || pattern.test(leniently(text));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Decoded as far as it is percent-encoded UTF-8. */
const leniently = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
