import { decimalText } from './literals.ts';

/** Writes a tree as compact JSON; decimals get the text they came with (see literals.ts). */
export function serializeJson(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? serializeArray(value) : serializeObject(value as Record<string, unknown>);
  }
  return JSON.stringify(value) ?? 'null';
}

function serializeObject(object: Record<string, unknown>): string {
  let result = '';
  for (const key in object) {
    const value = object[key];
    if (value === undefined) continue;
    result += `${result ? ',' : ''}"${isPlain(key) ? key : JSON.stringify(key).slice(1, -1)}":${member(object, key, value)}`;
  }
  return `{${result}}`;
}

function serializeArray(array: unknown[]): string {
  let result = '';
  for (let i = 0; i < array.length; i++) {
    result += (i ? ',' : '') + (array[i] === undefined ? 'null' : member(array, String(i), array[i]));
  }
  return `[${result}]`;
}

function member(parent: object, key: string, value: unknown): string {
  return typeof value === 'number' ? decimalText(parent, key) : serializeJson(value);
}

/** FHIR's property names need no escape; the test is cheaper than writing them through JSON.stringify. */
function isPlain(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code < 45 || code > 122 || code === 92) return false;
  }
  return true;
}
