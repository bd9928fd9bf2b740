import type { CodeSystems } from '../code-system/code-systems.ts';
import type { CodeValidation, Coding, ValidateCodeOptions } from '../terminology.ts';
import type { Why } from '../terminology-error.ts';
import { quote, validateCode } from '../validate-code.ts';
import type { CompiledValueSet } from './compiled-value-set.ts';

/** Whether one of the codings is in a value set (valueset-operation-validate-code.html). */
export function validateInValueSet(
  codings: readonly Coding[],
  valueSet: CompiledValueSet,
  codeSystems: CodeSystems,
  options: ValidateCodeOptions = {},
): CodeValidation {
  const name = valueSet.resource.url ?? 'the given value set';
  if (codings.length === 0)
    return { result: false, reason: 'not-in-value-set', message: `there is no coding to be in ${name}` };
  const answers = codings.map((coding) => validateOne(coding, valueSet, codeSystems, options));
  const best =
    answers.find(({ result }) => result === true) ?? answers.find(({ result }) => result === 'unknown');
  if (best || answers.length === 1) return best ?? (answers[0] as CodeValidation);
  const found = codings.map(({ system, code }) => `${quote(code)} of ${system ?? 'no system'}`);
  return {
    ...(answers[0] as CodeValidation),
    message: `${found.slice(0, 10).join(' and ')} are not in ${name}`,
  };
}

function validateOne(
  coding: Coding,
  valueSet: CompiledValueSet,
  codeSystems: CodeSystems,
  options: ValidateCodeOptions,
): CodeValidation {
  const name = valueSet.resource.url ?? 'the given value set';
  const system = coding.system ?? (options.inferSystem ? infer(coding.code ?? '', valueSet) : undefined);
  if (system === NO_SYSTEM)
    return { result: false, reason: 'not-in-value-set', message: `${quote(coding.code)} is not in ${name}` };
  if (system === undefined)
    return {
      result: 'unknown',
      reason: 'no-system',
      message: `${quote(coding.code)} has no system, so that it cannot be looked for in ${name}`,
    };
  const { code, version } = coding;
  const why: Why[] = [];
  const verdict = code ? valueSet.test(system, code, version, why) : false;
  const ofSystem = validateCode({ ...coding, system }, codeSystems, options);
  if (verdict === false) {
    // A code that its system does not have is a better reason than that it is not in the value set.
    if (ofSystem.result === false)
      return { ...ofSystem, message: `${ofSystem.message}, so that it is not in ${name}` };
    const message = `${quote(code)} of ${system.slice(0, 200)} is not in ${name}`;
    const { warnings: _, ...found } = ofSystem;
    return { ...found, result: false, reason: 'not-in-value-set', message };
  }
  if (ofSystem.result === false) return ofSystem;
  if (verdict === 'unknown') return { ...ofSystem, result: 'unknown', ...why[0] };
  return inValueSet({ ...coding, system }, ofSystem, valueSet);
}

/** The value set names the code; that its system is not known here does not matter then. */
function inValueSet(
  { system, code = '', display }: Coding & { system: string },
  ofSystem: CodeValidation,
  valueSet: CompiledValueSet,
): CodeValidation {
  const named = namedDisplay(valueSet, system, code);
  if (ofSystem.result !== true) return { result: true, system, code, ...(named ? { display: named } : {}) };
  if (!ofSystem.warnings || named === undefined || named !== display) return ofSystem;
  const { warnings, ...rest } = ofSystem;
  const others = warnings.filter(({ reason }) => reason !== 'invalid-display');
  return others.length ? { ...rest, warnings: others } : rest;
}

function namedDisplay({ resource }: CompiledValueSet, system: string, code: string): string | undefined {
  const include = (resource.compose?.include ?? []).find(
    (each) => each.system === system && each.concept?.some((concept) => concept.code === code),
  );
  return include?.concept?.find((concept) => concept.code === code)?.display;
}

/** No system of a value set has the code. */
const NO_SYSTEM = Symbol('no system');

/** The only system of the value set that has the code; undefined where that is not known, or several have it. */
function infer(code: string, valueSet: CompiledValueSet): string | typeof NO_SYSTEM | undefined {
  if (valueSet.systems === 'unknown') return undefined;
  const verdicts = [...valueSet.systems].map((system) => ({ system, verdict: valueSet.test(system, code) }));
  if (verdicts.every(({ verdict }) => verdict === false)) return NO_SYSTEM;
  const having = verdicts.filter(({ verdict }) => verdict === true);
  return having.length === 1 ? having[0]?.system : undefined;
}
