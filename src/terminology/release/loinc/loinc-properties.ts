/** The properties of LOINC in FHIR that stand in Loinc.csv and that filters may name (loinc.html#properties). */
export const LOINC_PROPERTIES = [
  'STATUS',
  'COMPONENT',
  'PROPERTY',
  'TIME_ASPCT',
  'SYSTEM',
  'SCALE_TYP',
  'METHOD_TYP',
  'CLASS',
  'CLASSTYPE',
  'CONSUMER_NAME',
  'ORDER_OBS',
] as const;
