import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';
import { objectsOf } from './objects.ts';

const SOURCE = 'StructureDefinition/ConceptMap#ConceptMap.group.element';

function checkCode(code: unknown, system: unknown, place: Place, source: string, run: Run): void {
  if (typeof code !== 'string' || typeof system !== 'string') return;
  const { result, reason } = run.pass.terminology.validateCode({ system, code }, { abstract: true });
  if (result !== false || reason !== 'invalid-code') return;
  const words = `Found the code ${quote(code)}, expected one of the group's ${quote(system)}`;
  run.error('code-invalid', placeBelow(place, 'code'), `${words}.`, source);
}

/** The codes that a map relates are codes of the systems of their group (conceptmap.html). */
export const checkConceptMap: Check<JsonObject> = ({ group }, place, run) => {
  for (const [i, { source, target, element }] of objectsOf(group)) {
    for (const [j, each] of objectsOf(element)) {
      const where = placeBelow(placeBelow(place, 'group', i), 'element', j);
      checkCode(each.code, source, where, `${SOURCE}.code`, run);
      for (const [k, { code }] of objectsOf(each.target))
        checkCode(code, target, placeBelow(where, 'target', k), `${SOURCE}.target.code`, run);
    }
  }
};
