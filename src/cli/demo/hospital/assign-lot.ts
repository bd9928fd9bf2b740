import type { Lot } from './trial-data.ts';

/** The lot of a product that is used on a day: the one that expires first of those that still last 60 days. */
export function assignLot(lots: Map<string, Lot[]>, product: string, date: string): string {
  const margin = new Date(Date.parse(date) + 60 * 86_400_000).toISOString().slice(0, 10);
  const usable = (lots.get(product) ?? [])
    .filter(({ expires }) => expires >= margin)
    .sort((a, b) => a.expires.localeCompare(b.expires));
  const lot = usable[0];
  if (!lot) throw new Error(`no lot of ${product} lasts until ${margin}`);
  return lot.reference;
}
