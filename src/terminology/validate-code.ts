import type { CodeSystem } from './code-system/code-system.ts';
import type { CodeSystems } from './code-system/code-systems.ts';
import type { Concept } from './code-system/concept.ts';
import { displaysOf, isDisplayOf } from './code-system/display.ts';
import type { CodeValidation, CodeWarning, Coding, ValidateCodeOptions } from './terminology.ts';

/** A text of a client in a message. */
export const quote = (text: string | undefined): string => `'${(text ?? '').slice(0, 120)}'`;

/** Whether a coding is a code of its system (codesystem-operation-validate-code.html). */
export function validateCode(
  coding: Coding,
  codeSystems: CodeSystems,
  options: ValidateCodeOptions = {},
): CodeValidation {
  const { system, version } = coding;
  if (system === undefined)
    return {
      result: 'unknown',
      reason: 'no-system',
      message: `${quote(coding.code)} has no system, so that it cannot be checked`,
    };
  const codeSystem = codeSystems.find(system, version);
  return codeSystem
    ? validateInCodeSystem(coding, codeSystem, options)
    : unknownCodeSystem(coding, codeSystems.find(system));
}

/** Whether a coding is a code of `codeSystem`. */
export function validateInCodeSystem(
  coding: Coding,
  codeSystem: CodeSystem,
  { abstract = false }: ValidateCodeOptions,
): CodeValidation {
  const { code } = coding;
  if (!code)
    return { result: false, reason: 'invalid-code', message: `a coding of ${codeSystem.url} has no code` };
  const concept = codeSystem.find(code);
  const of = { system: codeSystem.url, ...(codeSystem.version ? { version: codeSystem.version } : {}) };
  if (!concept && codeSystem.isPending?.(code)) return { ...notFetched(code, codeSystem), ...of, code };
  if (!concept) return { ...notFound(code, codeSystem), ...of, code };
  const found = { ...of, code: concept.code, display: concept.display ?? concept.code };
  if (concept.abstract && !abstract) {
    const message = `${quote(code)} of ${codeSystem.url} is for grouping only, no code to be used`;
    return { result: false, reason: 'abstract-code', message, ...found };
  }
  const warnings = warningsOf(coding, concept, codeSystem);
  return { result: true, ...found, ...(warnings.length ? { warnings } : {}) };
}

function notFetched(code: string, { url }: CodeSystem): CodeValidation {
  return {
    result: 'unknown',
    reason: 'not-answered',
    message: `${quote(code)} of ${url} was not fetched in time`,
  };
}

function notFound(code: string, { url, content }: CodeSystem): CodeValidation {
  if (content === 'complete')
    return { result: false, reason: 'invalid-code', message: `${quote(code)} is no code of ${url}` };
  const message = `${quote(code)} could not be checked: only a part of ${url} is here (content=${content})`;
  return { result: 'unknown', reason: 'partial-code-system', message };
}

function unknownCodeSystem({ system, version, code }: Coding, other: CodeSystem | undefined): CodeValidation {
  const asked = version ? `${system} in version ${version.slice(0, 80)}` : (system ?? '');
  const known = other ? `; version ${other.version ?? '(none)'} is` : '';
  const message = `${quote(code)} could not be checked: the code system ${asked.slice(0, 200)} is not known here${known}`;
  return { result: 'unknown', reason: 'unknown-code-system', message };
}

/** What is wrong about a code that is one of its system. */
function warningsOf(coding: Coding, concept: Concept, { url, content }: CodeSystem): CodeWarning[] {
  const warnings: CodeWarning[] = [];
  // The displays in a fragment are not all that the system has.
  if (coding.display !== undefined && content === 'complete' && !isDisplayOf(coding.display, concept)) {
    const expected = displaysOf(concept).slice(0, 5).map(quote).join(' or ');
    const message = `${quote(coding.display)} is no display of ${quote(concept.code)} of ${url}; expected ${expected}`;
    warnings.push({ reason: 'invalid-display', message });
  }
  if (coding.code !== concept.code) {
    const message = `${quote(coding.code)} is written ${quote(concept.code)} in ${url}`;
    warnings.push({ reason: 'code-case', message });
  }
  if (concept.inactive) {
    const message = `${quote(concept.code)} of ${url} is not in use any more`;
    warnings.push({ reason: 'inactive-code', message });
  }
  return warnings;
}
