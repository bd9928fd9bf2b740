import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const medication = (code: string) => ({
  resourceType: 'Medication',
  id: 'med',
  code: { coding: [{ code }] },
});
const request = (elements: object) => ({
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p' },
  ...elements,
});

beforeAll(() =>
  store(server(), {
    'Patient/p': { name: [{ family: 'Adi' }] },
    'Medication/stored': { code: { coding: [{ code: 'aspirin' }] } },
    'MedicationRequest/inside': request({
      contained: [
        medication('aspirin'),
        { resourceType: 'Patient', id: 'other', name: [{ family: 'Budi' }] },
      ],
      medicationReference: { reference: '#med' },
      reportedReference: { reference: '#other' },
    }),
    'MedicationRequest/beside': request({ medicationReference: { reference: 'Medication/stored' } }),
    'MedicationRequest/else': request({
      contained: [medication('heparin')],
      medicationReference: { reference: '#med' },
    }),
    'Observation/o': {
      status: 'final',
      code: { text: 'x' },
      contained: [{ resourceType: 'Patient', id: 'pat', name: [{ family: 'Candra' }] }],
      subject: { reference: '#pat' },
    },
  }),
);

it.each([
  ['MedicationRequest?medication.code=aspirin', 'beside inside'],
  ['MedicationRequest?medication:Medication.code=heparin', 'else'],
  ['MedicationRequest?medication.code=aspirin&subject:Patient.name=adi', 'beside inside'],
  ['MedicationRequest?subject:Patient.name=budi', ''],
  ['Observation?subject:Patient.name=candra', 'o'],
  ['Observation?patient.name=candra', 'o'],
  ['Medication?code=aspirin', 'stored'],
  ['Patient?name=candra', ''],
  ['Patient?name=budi', ''],
])('chains lead into what is contained, and searches find resources alone: %s', async (search, ids) => {
  expect((await matches(server(), search)).sort().join(' ')).toBe(ids);
});

it('follows a change of what is contained', async () => {
  const update = (code?: string) =>
    server().put('/MedicationRequest/changing', {
      resourceType: 'MedicationRequest',
      id: 'changing',
      ...request(
        code
          ? { contained: [medication(code)], medicationReference: { reference: '#med' } }
          : { medicationReference: { reference: 'Medication/stored' } },
      ),
    });
  const found = (code: string) => matches(server(), `MedicationRequest?medication.code=${code}&_id=changing`);
  await update('first');
  expect(await found('first')).toEqual(['changing']);
  await update('second');
  expect(await found('first')).toEqual([]);
  expect(await found('second')).toEqual(['changing']);
  await update();
  expect(await found('second')).toEqual([]);
  expect(await found('aspirin')).toEqual(['changing']);
  await update('third');
  await server().delete('/MedicationRequest/changing');
  expect(await found('third')).toEqual([]);
});
