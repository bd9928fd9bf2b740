import type { Answer } from '#interaction/answer.ts';
import type { CodeValidation } from '#terminology/terminology.ts';
import { output, parametersAnswer } from '../parameters-answer.ts';
import { refuseQuestion } from './answer-question.ts';

/**
 * The answer of $validate-code. A wrong display makes the details wrong, whatever the code; the other hints leave the
 * result true. What is not known is no `false`: it is refused.
 */
export function validationOutput(validation: CodeValidation, source: string): Answer {
  const { result, reason = 'partial-code-system', message = '', warnings = [], display } = validation;
  if (result === 'unknown') throw refuseQuestion({ reason, message }, source);
  const wrong = warnings.some((warning) => warning.reason === 'invalid-display');
  const said = [message, ...warnings.map((warning) => warning.message)].filter(Boolean).join('; ');
  return parametersAnswer([
    ...output('result', 'boolean', result && !wrong),
    ...output('message', 'string', said || undefined),
    ...output('display', 'string', display),
  ]);
}
