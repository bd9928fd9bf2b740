import type { ConceptMapGroupElementTargetDependsOn } from '@medplum/fhirtypes';
import type { Coding } from '../terminology.ts';

/** Another element that helps to find the right mapping, with its value. */
export interface Dependency {
  element: string;
  codings: readonly Coding[];
  text?: string | undefined;
}

/** The elements that a mapping depends on (ConceptMap.group.element.target.dependsOn) and that do not have its value. */
export function missingDependencies(
  dependsOn: readonly ConceptMapGroupElementTargetDependsOn[] | undefined,
  given: readonly Dependency[],
): string[] {
  return (dependsOn ?? []).flatMap((needed) =>
    given.some((dependency) => satisfies(dependency, needed)) ? [] : [needed.property ?? ''],
  );
}

function satisfies(
  { element, codings, text }: Dependency,
  { property, system, value }: ConceptMapGroupElementTargetDependsOn,
): boolean {
  if (element !== property) return false;
  if (system === undefined && text === value) return true;
  return codings.some(
    (coding) => coding.code === value && (system === undefined || coding.system === system),
  );
}
