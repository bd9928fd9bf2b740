import type { Resource } from '#fhir/resource.ts';
import type { Pick } from '../page/picker-page.ts';

interface Named {
  id?: string;
  title?: string;
  name?: { text?: string; given?: string[]; family?: string }[];
  identifier?: { value?: string }[];
  birthDate?: string;
  gender?: string;
  status?: string;
}

/** A Patient or ResearchStudy in two lines: what people know it by, and what tells it from others. */
export function describePick(resource: Resource): Pick {
  const { id = '', title, name, identifier, birthDate, gender, status } = resource as Named;
  const [first] = name ?? [];
  const person = first && (first.text ?? [...(first.given ?? []), first.family ?? ''].join(' ').trim());
  const numbers = (identifier ?? []).flatMap(({ value }) => value ?? []).join(', ');
  const label = title || person || numbers || id;
  const detail = [label === numbers ? '' : numbers, birthDate, gender, status, id];
  return { id, label, detail: detail.filter(Boolean).join(' · ') };
}
