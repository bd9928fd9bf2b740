import { readdirSync, readFileSync } from 'node:fs';
import { loadRecordRules } from '#study/record-rule/record-rule-set.ts';
import type { Reply } from '../../server-for-tests.ts';
import { useServer } from '../../server-for-tests.ts';
import { changed, entryOf, examples, recordOf, transactionsOf } from './record-examples.ts';

const server = useServer();
const STUDY = new URL('../../../study/', import.meta.url);
const { rules, url } = loadRecordRules(new URL('record-rules.json', STUDY));

interface Outcome {
  issue: { severity: string; details?: { text: string }; diagnostics: string; expression?: string[] }[];
}
/** What was told of the entries of a response, and where it was told. */
const told = ({ entries }: Reply) =>
  entries.flatMap(({ response }, i) => {
    const { outcome } = response as { outcome?: Outcome };
    return (outcome?.issue ?? []).map((issue) => ({ ...issue, entry: i }));
  });
const rulesIn = (issues: { details?: { text: string } }[]) => issues.map(({ details }) => details?.text);
let number = 100;
/** Sends transactions one after the other; gives the last reply. */
const send = async (transactions: object[]): Promise<Reply> => {
  let reply: Reply | undefined;
  for (const transaction of transactions) reply = await server().post('', transaction);
  return reply as Reply;
};
const transaction = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });

beforeAll(async () => {
  for (const file of readdirSync(STUDY).filter((name) => name.startsWith('Medication-'))) {
    const lot = JSON.parse(readFileSync(new URL(file, STUDY), 'utf8'));
    await server().put(`/Medication/${lot.id}`, lot);
  }
});

describe('rules over the record of a subject', () => {
  it('let pass a record that keeps them', async () => {
    const reply = await send([transaction(...recordOf(number++))]);
    expect(reply.status).toBe(200);
    expect(told(reply)).toEqual([]);
  });

  it('let pass the same record sent piece by piece', async () => {
    for (const entry of recordOf(number++)) {
      const { status, issues } = await server().put(`/${entry.request.url}`, entry.resource, {
        Prefer: 'return=OperationOutcome',
      });
      expect({ status, issues: issues.filter(({ code }) => code === 'business-rule') }).toEqual({
        status: 201,
        issues: [],
      });
    }
  });

  it.each(rules)('has an example that breaks $id', ({ id }) => {
    expect(examples.invalid.map(({ breaks }) => breaks)).toContain(id);
  });

  it.each(examples.invalid)('$breaks: $why', async (example) => {
    const { severity, sentence } = rules.find(({ id }) => id === example.breaks)!;
    const reply = await send(transactionsOf(example, number++));
    expect(reply.status).toBe(severity === 'error' ? 422 : 200);
    const issues = severity === 'error' ? (reply.issues as Outcome['issue']) : told(reply);
    expect(rulesIn(issues)).toContain(`${url}#${example.breaks}`);
    const issue = issues.find(({ details }) => details?.text.endsWith(`#${example.breaks}`))!;
    expect(issue).toMatchObject({ severity });
    expect(issue.diagnostics).toContain(sentence);
    expect(issue.diagnostics).toMatch(/Found .+, expected .+/);
    expect(issue.expression?.[0]).toMatch(/^Bundle\.entry\[\d+\]/);
  });

  it.each(examples.declared)('take one step milder what is declared. $breaks: $why', async (example) => {
    const reply = await send(transactionsOf(example, number++));
    expect(reply.status).toBe(200);
    const { severity } = rules.find(({ id }) => id === example.breaks)!;
    const issue = told(reply).find(({ details }) => details?.text === `${url}#${example.breaks}`);
    expect(issue?.severity).toBe(severity === 'error' ? 'warning' : 'information');
  });
});

describe('every way in', () => {
  /** A stored record without its second doses, and one of these. */
  const stored = async () => {
    const record = recordOf(number++);
    const late = ['dose-2-hws', 'dose-2-huvec'].map((name) => entryOf(record, name));
    expect((await send([transaction(...record.filter((one) => !late.includes(one)))])).status).toBe(200);
    return { record, dose: late[0]! };
  };
  const tooEarly = { effectiveDateTime: '2025-06-10T10:05:00+07:00' };
  const DOSE_ORDER = `${url}#exo-dose-order`;

  it('is held to them: update, create, patch, batch', async () => {
    const { dose } = await stored();
    const early = changed(dose, tooEarly);
    const path = `/${dose.request.url}`;
    const update = await server().put(path, early.resource);
    expect(update.status).toBe(422);
    expect(update.issues[0]).toMatchObject({ severity: 'error', details: { text: DOSE_ORDER } });
    expect(update.issues[0]?.expression).toEqual(['MedicationAdministration.effective']);
    expect((await server().post('/MedicationAdministration', early.resource)).status).toBe(422);
    expect((await server().put(path, dose.resource)).status).toBe(201);
    const patch = [{ op: 'replace', path: '/effectiveDateTime', value: tooEarly.effectiveDateTime }];
    const headers = { 'Content-Type': 'application/json-patch+json' };
    const patched = await server().send('PATCH', path, { body: JSON.stringify(patch), headers });
    expect(patched.status).toBe(422);
    expect(patched.issues[0]).toMatchObject({ severity: 'error', details: { text: DOSE_ORDER } });
    const batch = await server().post('', { resourceType: 'Bundle', type: 'batch', entry: [early] });
    expect(batch.entries[0]?.response?.status).toBe('422 Unprocessable Entity');
  });

  it('tells warnings of a single write where an OperationOutcome is asked for', async () => {
    const { record, dose } = await stored();
    const late = changed(dose, { effectiveDateTime: '2025-07-24T08:05:00+07:00' });
    const prefer = { Prefer: 'return=OperationOutcome' };
    const { status, issues } = await server().put(`/${dose.request.url}`, late.resource, prefer);
    expect(status).toBe(201);
    expect(issues.map(({ severity }) => severity)).toEqual(['information', 'warning']);
    expect(issues[1]?.diagnostics).toContain('exo-dose-window');
    const visit = entryOf(record, 'visit-m1').resource;
    expect((await server().put(`/Encounter/${visit.id}`, visit)).resource.resourceType).toBe('Encounter');
  });

  it('finds the subject by a search, and resources by the condition of their write', async () => {
    const { dose } = await stored();
    const subject = `Patient?identifier=https://exo-t2dm.example.org/fhir/sid/subject|EXO-${number - 1}`;
    const early = changed(dose, { ...tooEarly, subject: { reference: subject } }).resource;
    expect((await server().put(`/${dose.request.url}`, early)).status).toBe(422);
    expect((await server().put(`/${dose.request.url}`, dose.resource)).status).toBe(201);
    const [identifier] = dose.resource.identifier as { system: string; value: string }[];
    const ifNoneExist = `identifier=${identifier?.system}|${identifier?.value}`;
    const { id: _, ...again } = changed(dose, tooEarly).resource;
    const entry = { fullUrl: 'urn:uuid:0e8d5b9c-54a5-4f5e-8a60-3c4c5e0a0009', resource: again };
    const create = { ...entry, request: { method: 'POST', url: 'MedicationAdministration', ifNoneExist } };
    // What is there stays as it is, so that no rule is broken.
    expect((await server().post('', transaction(create))).status).toBe(200);
    const update = { ...entry, request: { method: 'PUT', url: `MedicationAdministration?${ifNoneExist}` } };
    expect((await server().post('', transaction(update))).status).toBe(422);
  });

  it('looks at what a deletion leaves', async () => {
    const { record } = await stored();
    const { status, issues } = await server().delete(`/${entryOf(record, 'consent').request.url}`);
    expect(status).toBe(422);
    expect(issues[0]?.diagnostics).toContain('which is stored already');
  });

  it('is told of by $validate, of one resource and of a transaction, and nothing is stored', async () => {
    const { dose } = await stored();
    const early = changed(dose, tooEarly).resource;
    const one = await server().post('/MedicationAdministration/$validate', early);
    expect(rulesIn(one.issues as Outcome['issue'])).toContain(DOSE_ORDER);
    const subject = 'Patient?identifier=https://exo-t2dm.example.org/fhir/sid/subject|EXO-900';
    const ofOthers = { ...early, subject: { reference: subject } };
    const sought = await server().post('/MedicationAdministration/$validate', ofOthers);
    expect(rulesIn(sought.issues as Outcome['issue'])).not.toContain(DOSE_ORDER);
    const fresh = recordOf(number++);
    const doses = fresh.map((each) =>
      each === entryOf(fresh, 'dose-2-hws') ? changed(each, tooEarly) : each,
    );
    const { issues } = await server().post('/Bundle/$validate', transaction(...doses));
    const place = `Bundle.entry[${doses.findIndex(({ resource }) => resource.id.endsWith('dose-2-hws'))}]`;
    expect(issues).toContainEqual(
      expect.objectContaining({ severity: 'error', expression: [`${place}.resource.effective`] }),
    );
    expect((await server().get(`/${fresh[0]?.request.url}`)).status).toBe(404);
  });

  it('tells nothing anew that was so before', async () => {
    const { record, dose } = await stored();
    const late = changed(dose, { effectiveDateTime: '2025-07-24T08:05:00+07:00' });
    await server().put(`/${dose.request.url}`, late.resource);
    const other = changed(entryOf(record, 'dose-2-huvec'), {});
    const reply = await server().post('', transaction(other));
    expect(reply.status).toBe(200);
    expect(told(reply)).toEqual([]);
  });

  it('keeps two writes from breaking a rule together', async () => {
    const { dose } = await stored();
    const both = ['one', 'two'].map((name) => changed(dose, {}, name).resource);
    const replies = await Promise.all(
      both.map((resource) => server().put(`/MedicationAdministration/${resource.id}`, resource)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422]);
  });
});

describe('what a trial records', () => {
  /** A record with some of its entries changed. */
  const recordWith = (changes: Record<string, Parameters<typeof changed>[1]>) => {
    const record = recordOf(number++);
    return record.map((entry) => {
      const found = Object.entries(changes).find(([name]) => entry.resource.id.endsWith(`-${name}`));
      return found ? changed(entry, found[1]) : entry;
    });
  };
  const ruleNamesOf = (reply: Reply) =>
    rulesIn([...told(reply), ...(reply.issues as Outcome['issue'])]).map((text) => text?.split('#')[1]);

  it('is also what is no study product, at any time', async () => {
    const record = recordOf(number++);
    const dose = entryOf(record, 'dose-1-hws');
    const insulin = { extension: null, identifier: null, medicationReference: null };
    const medicationCodeableConcept = { text: 'Insulin glargine' };
    const effectiveDateTime = '2025-05-01T08:00:00+07:00';
    const other = changed(dose, { ...insulin, medicationCodeableConcept, effectiveDateTime }, 'insulin');
    const reply = await send([transaction(...record, other)]);
    expect([reply.status, told(reply)]).toEqual([200, []]);
  });

  it('is a consent of which the day is known', async () => {
    const sameDay = await send([transaction(...recordWith({ consent: { dateTime: '2025-06-10' } }))]);
    expect(sameDay.status).toBe(200);
    expect(ruleNamesOf(sameDay)).not.toContain('exo-dose-after-consent');
    const dayAfter = await send([transaction(...recordWith({ consent: { dateTime: '2025-06-11' } }))]);
    expect(dayAfter.status).toBe(422);
    expect(ruleNamesOf(dayAfter)).toContain('exo-dose-after-consent');
  });

  it('is a dose of which the day is known', async () => {
    const effectiveDateTime = '2025-06-10';
    const days = { 'dose-1-hws': { effectiveDateTime }, 'dose-1-huvec': { effectiveDateTime } };
    const reply = await send([transaction(...recordWith(days))]);
    expect([reply.status, told(reply)]).toEqual([200, []]);
    const second = { 'dose-2-hws': { effectiveDateTime: '2025-06' } };
    expect((await send([transaction(...recordWith(second))])).status).toBe(200);
  });

  it('is begun where it is halted: no product before consent', async () => {
    const record = recordWith({
      'dose-1-hws': { status: 'on-hold', effectiveDateTime: '2025-06-03T08:00:00+07:00' },
    });
    expect((await send([transaction(...record)])).status).toBe(422);
  });

  it('is told of where somebody who has withdrawn comes back', async () => {
    const withdrawn = recordWith({ subject: { status: 'withdrawn', 'period.end': '2025-09-10' } });
    const back = entryOf(recordOf(number - 1), 'subject');
    const off = changed(back, { status: 'off-study', 'period.end': '2025-09-10' });
    const first = await send([transaction(...withdrawn), transaction(off)]);
    expect(ruleNamesOf(first)).not.toContain('exo-life-cycle-forward');
    const second = await send([transaction(entryOf(withdrawn, 'subject')), transaction(back)]);
    expect(ruleNamesOf(second)).toContain('exo-life-cycle-forward');
  });

  it('is no pregnancy status that was entered in error', async () => {
    const reply = await send([transaction(...recordWith({ pregnancy: { status: 'entered-in-error' } }))]);
    expect(ruleNamesOf(reply)).toContain('exo-pregnancy-status');
  });
});

describe('a person who is no subject', () => {
  it('is none of their business', async () => {
    const record = recordOf(number++);
    const patient = record[0]!;
    patient.resource.identifier = [{ system: 'http://a.org', value: '1' }];
    const subject = entryOf(record, 'subject');
    const without = record.filter((one) => one !== subject && one.resource.resourceType !== 'Consent');
    expect((await send([transaction(...without)])).status).toBe(200);
  });
});
