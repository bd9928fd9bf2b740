import { FhirError, type Issue } from '#fhir/operation-outcome.ts';
import type { ResourceStore, Transaction, TransactionResult, Write } from '#storage/resource-store.ts';
import { withMembers } from '#storage/with-members.ts';
import type { Study } from '../load-study.ts';
import { ChangedRecords, type RecordRooms } from './changed-records.ts';
import { type CompiledRule, compileRules, typeOf } from './compiled-rules.ts';
import { type Breach, judgeRecord, type Trial } from './judge-record.ts';
import type { RecordRuleSet } from './record-rule-set.ts';

/** What keeping the rules needs. */
export interface RecordRuleRooms extends Omit<RecordRooms, 'constants'> {
  study: Study;
  /** Does the work when all work under any of these keys that came before is done. */
  inTurn: <T>(keys: string[], work: () => Promise<T>) => Promise<T>;
  /** To be awaited between pieces of long work. */
  createBreathe: () => () => Promise<void> | undefined;
}

/**
 * The rules of study/record-rules.json over what the trial holds of each subject. They are judged on the state that a
 * transaction leaves, whichever way it came, in a number of questions to the store that does not grow with it.
 */
export class RecordRules {
  readonly #set: RecordRuleSet;
  readonly #rooms: RecordRuleRooms;
  readonly #rules: CompiledRule[];
  readonly #records: ChangedRecords;
  readonly #trial: Trial;

  constructor(set: RecordRuleSet, rooms: RecordRuleRooms) {
    const { study, definitions } = rooms;
    const { plan, calendar } = study;
    const constants = { study: plan.study, arms: plan.arms };
    this.#set = set;
    this.#rooms = rooms;
    this.#rules = compileRules(set, definitions);
    this.#records = new ChangedRecords(set, { ...rooms, constants });
    this.#trial = {
      url: set.url,
      anchor: set.anchor,
      constants,
      calendar,
      windowsFrom: (day) => windowsFrom(day, study),
    };
  }

  /** Carries a transaction out if it keeps the rules; throws 422 if not. What is milder is told of the writes. */
  async transact(transaction: Transaction, store: ResourceStore): Promise<TransactionResult> {
    const touched = await this.#records.touched(transaction);
    if (touched === undefined) return store.transact(transaction);
    // Two writes about one subject, each in order by itself, must not break a rule together.
    return this.#rooms.inTurn([...touched.subjects.keys()], async () => {
      const breaches = await this.#judge(touched, transaction);
      refuse(breaches, transaction);
      return withTold(await store.transact(transaction), breaches, transaction);
    });
  }

  /** What the rules have to say of a transaction that is not carried out. */
  async tell(transaction: Transaction): Promise<Issue[]> {
    const touched = await this.#records.touched(transaction);
    if (touched === undefined) return [];
    return (await this.#judge(touched, transaction)).map((breach) => placed(breach, transaction));
  }

  async #judge(
    touched: NonNullable<Awaited<ReturnType<ChangedRecords['touched']>>>,
    transaction: Transaction,
  ): Promise<Breach[]> {
    const breathe = this.#rooms.createBreathe();
    const typeOfSet = new Map(this.#set.records.map((set) => [set.name, typeOf(set)]));
    const concerned = this.#rules.filter(({ sets }) =>
      [...sets].some((name) => touched.types.has(typeOfSet.get(name) as string)),
    );
    if (concerned.length === 0) return [];
    const breaches: Breach[] = [];
    for (const change of await this.#records.changes(touched, transaction, concerned)) {
      await breathe();
      breaches.push(...judgeRecord(change, concerned, this.#trial));
    }
    return breaches;
  }
}

/** The store, whose transactions keep the rules, if there are any. */
export function keepRules(store: ResourceStore, rules: () => RecordRules | undefined): ResourceStore {
  return withMembers(store, {
    transact: async (transaction) => rules()?.transact(transaction, store) ?? store.transact(transaction),
  });
}

/** The windows of the visits, with the number of the dose that is given at one. */
function windowsFrom(day: number, { schedule, calendar, plan }: Study): object[] {
  return [...schedule.visits.values()].map(({ id, code, low, high }) => ({
    visit: code,
    ...(plan.doseVisits.includes(id) ? { dose: plan.doseVisits.indexOf(id) + 1 } : {}),
    opens: calendar.opens(day + low),
    closes: calendar.closes(day + high),
  }));
}

function refuse(breaches: Breach[], transaction: Transaction): void {
  const isError = ({ issue }: Breach) => issue.severity === 'error';
  if (!breaches.some(isError)) return;
  const errorsFirst = [...breaches.filter(isError), ...breaches.filter((breach) => !isError(breach))];
  throw new FhirError(
    422,
    errorsFirst.map((breach) => placed(breach, transaction)),
  );
}

/** `Consent.dateTime` of the write of `Bundle.entry[3]` is `Bundle.entry[3].resource.dateTime`. */
function placed({ write, issue }: Breach, { writes }: Transaction): Issue {
  const { place } = writes[write] as Write;
  const { expression } = issue;
  if (expression === undefined) return place ? { ...issue, expression: place } : issue;
  return place ? { ...issue, expression: `${place}.resource${expression.replace(/^[A-Za-z]+/, '')}` } : issue;
}

function withTold(
  result: TransactionResult,
  breaches: Breach[],
  transaction: Transaction,
): TransactionResult {
  if (breaches.length === 0) return result;
  const byWrite = Map.groupBy(breaches, ({ write }) => write);
  const written = result.written.map((one, i) => {
    const told = byWrite.get(i)?.map((breach) => placed(breach, transaction));
    return told ? { ...one, told } : one;
  });
  return { ...result, written };
}
