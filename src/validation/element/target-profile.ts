import { CORE } from '#conformance/base-structure.ts';
import { checkAnyProfile } from '../profile/conform.ts';
import type { ProfileContext } from '../profile/profile-definition.ts';
import { resolveWithin } from '../resolve-within.ts';
import type { Check, JsonObject } from '../shape.ts';
import { referredType } from './reference.ts';
import { compileReferenceTarget } from './reference-target.ts';

/** Names of resource types among the targets; a profile counts as its type, undefined if that is not known. */
function typesOf(targets: string[], { definitions, structures }: ProfileContext): string[] | undefined {
  const types = targets.map((target) => {
    const name = target.startsWith(CORE) ? target.slice(CORE.length) : '';
    return definitions.types.has(name) ? name : structures.typeOf(target);
  });
  return types.includes(undefined) ? undefined : (types as string[]);
}

/**
 * ElementDefinition.type.targetProfile of a profile: the types of resource that a reference may lead to and, where the
 * resource is at hand (contained, or in the same Bundle), the profiles of which it keeps to at least one.
 */
export function compileTargetProfile(
  targets: string[] | undefined,
  inherited: string[] | undefined,
  type: string,
  source: string,
  context: ProfileContext,
): Check[] {
  if (type !== 'Reference' || targets === undefined || targets.length === 0) return [];
  const names = typesOf(targets, context);
  const isInherited = names?.every((name) => inherited?.includes(name)) && names.length === inherited?.length;
  const isAny = names === undefined || names.includes('Resource');
  const ofType =
    isInherited || isAny
      ? []
      : compileReferenceTarget({ code: type, target: [...new Set(names)] }, source, context.definitions);
  const profiles = targets.filter((target) => !context.definitions.types.has(target.slice(CORE.length)));
  return profiles.length === 0 ? ofType : [...ofType, compileProfiled(targets, source, context)];
}

/** Of several targets those count that are profiles of the type referred to; a plain type among them allows any. */
function compileProfiled(targets: string[], source: string, context: ProfileContext): Check {
  const { resourceTypes } = context.definitions;
  return (value, place, run) => {
    const target = resolveWithin(value as JsonObject, run);
    if (target === undefined) return;
    const type = referredType(value as JsonObject, resourceTypes, run) ?? target.resource.resourceType;
    const ofType = targets.filter((each) => context.structures.typeOf(each) === type);
    if (ofType.length === 0 || ofType.includes(CORE + type)) return;
    const errors = target.issuesOf(() =>
      checkAnyProfile(ofType, target.resource, target.place, target, source),
    );
    const error = errors.find(({ severity }) => severity === 'error');
    if (error === undefined) return;
    const words = `Found a reference to a ${type} that does not keep to ${ofType.join(' or ')}`;
    run.error('structure', place, `${words}: ${error.diagnostics}`, source);
  };
}
