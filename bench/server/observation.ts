const CODES = [
  '1558-6',
  '1521-4',
  '4548-4',
  '1986-9',
  '26881-3',
  '26848-2',
  '48065-7',
  '1988-5',
  '8867-4',
  '8302-2',
];

/** A laboratory result of the size and shape that a hospital sends, number `i` of `patients` people. */
export function observation(i: number, patients: number) {
  const code = CODES[Math.floor(i / patients) % CODES.length] as string;
  const day = new Date(Date.UTC(2025, 0, 1) + ((i * 7919) % (500 * 1440)) * 60_000).toISOString();
  return {
    resourceType: 'Observation',
    meta: { tag: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' }] },
    identifier: [{ system: 'https://exo-t2dm.example.org/fhir/sid/lab-result', value: `bench-${i}` }],
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'laboratory',
            display: 'Laboratory',
          },
        ],
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code, display: 'Laboratory result' }] },
    subject: { reference: `Patient/bench-${i % patients}` },
    effectiveDateTime: day,
    issued: day,
    performer: [{ reference: 'Organization/lab' }],
    valueQuantity: {
      value: 5 + (i % 70) / 10,
      unit: 'mg/dL',
      system: 'http://unitsofmeasure.org',
      code: 'mg/dL',
    },
    referenceRange: [
      { low: { value: 4, unit: 'mg/dL' }, high: { value: 5.6, unit: 'mg/dL' }, text: '4.0 - 5.6' },
    ],
  };
}
