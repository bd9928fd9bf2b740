/** A class of search: what is asked, and how many pages behind the first one. */
export interface SearchClass {
  name: string;
  /** Path and query behind the base. */
  path: string;
  page?: number;
}

const COMMON = 'code=http://loinc.org|4548-4';

/** The classes whose growth is measured; what each finds on a page does not depend on how much is stored, but for counts. */
export const CLASSES: SearchClass[] = [
  { name: 'by id', path: 'Patient?_id=bench-7' },
  {
    name: 'identifier',
    path: 'Observation?identifier=https://exo-t2dm.example.org/fhir/sid/lab-result|bench-7',
  },
  { name: 'patient and code', path: `Observation?patient=bench-7&${COMMON}` },
  { name: 'patient, newest first', path: 'Observation?patient=bench-7&_sort=-date&_count=10' },
  { name: 'common code, 10', path: `Observation?${COMMON}&_count=10` },
  { name: 'common code, page 50', path: `Observation?${COMMON}&_count=10`, page: 50 },
  { name: 'common code, newest 10', path: `Observation?${COMMON}&_sort=-date&_count=10` },
  {
    name: 'common code and a month, newest 10',
    path: `Observation?${COMMON}&date=ge2025-06&date=lt2025-07&_sort=-date&_count=10`,
  },
  { name: 'all, newest 10', path: 'Observation?_sort=-date&_count=10' },
  { name: 'all, oldest 10', path: 'Observation?_sort=date&_count=10' },
  { name: 'all by value, page 50', path: 'Observation?_sort=value-quantity&_count=10', page: 50 },
  { name: 'last changed, 10', path: 'Observation?_sort=-_lastUpdated&_count=10' },
  { name: 'value above, 10', path: 'Observation?value-quantity=gt11&_count=10' },
  { name: 'code and value, 10', path: 'Observation?code-value-quantity=4548-4$gt11&_count=10' },
  { name: 'not this code, 10', path: 'Observation?code:not=4548-4&_count=10' },
  { name: 'no specimen, 10', path: 'Observation?specimen:missing=true&_count=10' },
  { name: 'name', path: 'Patient?family=family77' + '&_count=10' },
  { name: 'text of a code, 10', path: 'Observation?code:text=laboratory&_count=10' },
  { name: 'content, 10', path: 'Observation?_content=laboratory%204548&_count=10' },
  { name: 'chain to a name', path: 'Observation?subject:Patient.family:exact=Family7&_count=10' },
  { name: 'chain to a common value, 10', path: 'Observation?subject:Patient.gender=female&_count=10' },
  { name: '_has a common code, 10', path: `Patient?_has:Observation:subject:${COMMON}&_count=10` },
  { name: '_has an identifier', path: 'Patient?_has:Observation:subject:identifier=bench-7' },
  { name: 'include, 10', path: `Observation?${COMMON}&_include=Observation:subject&_count=10` },
  { name: 'revinclude', path: 'Patient?_id=bench-7&_revinclude=Observation:subject' },
  { name: 'compartment, 10', path: 'Patient/bench-7/Observation?_count=10' },
  { name: 'several types, 10', path: '?_type=Patient,Observation&_sort=-_lastUpdated&_count=10' },
  { name: 'count of a common code', path: `Observation?${COMMON}&_summary=count` },
  { name: 'count of all', path: 'Observation?_summary=count' },
];
