import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { CompiledExpression, Environment } from '#fhirpath/compile-expression.ts';
import type { StudyCalendar } from '../study-day.ts';
import { type CompiledRule, RECORD_CONTEXT, WINDOWS } from './compiled-rules.ts';
import { nameOf, type RecordChange, type SubjectRecord } from './subject-record.ts';

/** What the rules know besides the record. */
export interface Trial {
  /** Where the rules are told from, as `url#id`. */
  url: string;
  anchor: string;
  /** Variables of every rule, e.g. the arms. */
  constants: Environment;
  calendar: StudyCalendar;
  /** The windows of visits, counted from the anchor. */
  windowsFrom: (dayZero: number) => object[];
}

/** A breach, at the resource that it is told of. */
export interface Breach {
  /** The index of the write of that resource, or of another of the same record where it was stored before. */
  write: number;
  issue: Issue;
}

/**
 * Evaluates the rules over the record of one subject as a transaction leaves it. What was written before and was
 * broken before is not told again. An expression that gives nothing breaks nothing: what is not known is not wrong.
 */
export function judgeRecord(change: RecordChange, rules: CompiledRule[], trial: Trial): Breach[] {
  const after = new Evaluation(change.after, trial);
  const before = new Evaluation(change.before, trial);
  const former = new Map(allOf(change.before).map((resource) => [nameOf(resource), resource]));
  const [anyWrite = 0] = change.written.values();
  const breaches: Breach[] = [];
  for (const rule of rules) {
    for (const resource of change.after.sets.get(rule.rule.about) ?? []) {
      const earlier = former.get(nameOf(resource));
      if (!after.isBroken(rule, resource, earlier)) continue;
      const write = change.written.get(nameOf(resource));
      if (write === undefined && earlier && before.isBroken(rule, earlier, earlier)) continue;
      breaches.push({
        write: write ?? anyWrite,
        issue: after.issue(rule, resource, { earlier, stored: write === undefined }),
      });
    }
  }
  return breaches;
}

const allOf = ({ sets }: SubjectRecord): Resource[] => [...sets.values()].flat();

/** One step milder. */
const MILDER = { error: 'warning', warning: 'information' } as const;

/** The evaluation of rules over a record; what is computed of the record is computed once. */
class Evaluation {
  readonly #environment: Environment;
  readonly #trial: Trial;
  readonly #computed = new Set<string>();

  constructor(record: SubjectRecord, trial: Trial) {
    this.#trial = trial;
    this.#environment = { ...trial.constants, patient: record.patient, ...Object.fromEntries(record.sets) };
  }

  isBroken(rule: CompiledRule, resource: Resource, earlier: Resource | undefined): boolean {
    try {
      const environment = this.#of(rule, resource, earlier);
      if (rule.when && !isTrue(rule.when, resource, environment)) return false;
      return rule.holds.evaluate(resource, environment)[0]?.value === false;
    } catch {
      // What an expression cannot be evaluated on, e.g. two values where one was meant, is for a profile to refuse.
      return false;
    }
  }

  issue(
    compiled: CompiledRule,
    resource: Resource,
    { earlier, stored }: { earlier: Resource | undefined; stored: boolean },
  ): Issue {
    const { rule, declared } = compiled;
    const environment = this.#of(compiled, resource, earlier);
    const text = (expression: CompiledExpression) =>
      expression
        .evaluate(resource, environment)
        .map(({ value }) => String(value))
        .join(', ') || 'nothing';
    const isDeclared = declared !== undefined && isTrue(declared, resource, environment);
    const where = stored ? ` It is ${nameOf(resource)}, which is stored already.` : '';
    const { url } = this.#trial;
    return {
      severity: isDeclared ? MILDER[rule.severity] : rule.severity,
      code: 'business-rule',
      diagnostics: `${rule.id}: ${rule.sentence} Found ${text(compiled.found)}, expected ${text(compiled.expected)} (${rule.basis}).${where}`,
      ...(stored ? {} : { expression: rule.at }),
      source: `${url}#${rule.id}`,
      profile: url,
    };
  }

  #of({ lets, variables }: CompiledRule, resource: Resource, earlier: Resource | undefined): Environment {
    for (const { name, expression } of variables) {
      if (this.#computed.has(name)) continue;
      this.#computed.add(name);
      this.#environment[name] = expression.evaluate(RECORD_CONTEXT, this.#environment);
      if (name === this.#trial.anchor) this.#environment[WINDOWS] = this.#windows();
    }
    const environment: Environment = { ...this.#environment, before: earlier ?? [] };
    for (const { name, expression } of lets) environment[name] = expression.evaluate(resource, environment);
    return environment;
  }

  #windows(): object[] {
    const { anchor, calendar, windowsFrom } = this.#trial;
    const [first] = this.#environment[anchor] as { value: unknown }[];
    const day = first === undefined ? null : calendar.dayOf(String(first.value));
    return day === null ? [] : windowsFrom(day);
  }
}

const isTrue = (expression: CompiledExpression, resource: Resource, environment: Environment): boolean =>
  expression.evaluate(resource, environment)[0]?.value === true;
