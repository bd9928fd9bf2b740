import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

function write(folder: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

/** A release of LOINC of four codes, in the form that LOINC publishes; the texts are made up. */
export function writeLoinc(folder: string): void {
  const quoted = (rows: string[][]) =>
    rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n');
  const head = ['LOINC_NUM', 'COMPONENT', 'SCALE_TYP', 'CLASS', 'STATUS', 'SHORTNAME', 'LONG_COMMON_NAME'];
  const table = [
    head,
    ['10-1', 'Glucose', 'Qn', 'CHEM', 'ACTIVE', 'Gluc', 'Glucose, made up'],
    ['11-9', 'Glucose, fasting', 'Qn', 'CHEM', 'ACTIVE', 'Gluc p fast', 'Glucose ""fasting"", made up'],
    ['12-7', 'Report', 'Doc', 'DOC', 'ACTIVE', '', 'Report, made up'],
    ['13-5', 'Old', 'Ord', 'CHEM', 'DEPRECATED', '', 'Old, made up'],
  ];
  write(folder, 'LoincTable/Loinc.csv', `\uFEFF${quoted(table)}\r\n`);
  const hierarchy = [
    ['PATH_TO_ROOT', 'SEQUENCE', 'IMMEDIATE_PARENT', 'CODE', 'CODE_TEXT'],
    ['', '1', '', 'LP1', 'Laboratory'],
    ['LP1', '1', 'LP1', 'LP2', 'Sugars'],
    ['LP1.LP2', '1', 'LP2', '10-1', 'Glucose'],
    ['LP1.LP2', '2', 'LP2', '11-9', 'Glucose fasting'],
  ];
  const file = 'AccessoryFiles/ComponentHierarchyBySystem/ComponentHierarchyBySystem.csv';
  write(folder, file, quoted(hierarchy));
}

/** A release of SNOMED CT of five concepts in RF2; ids have the form of SNOMED's, the terms are made up. */
export function writeSnomed(folder: string): void {
  const tabbed = (rows: string[][]) => `${rows.map((row) => row.join('\t')).join('\r\n')}\r\n`;
  const PRIMITIVE = '900000000000074008';
  const DEFINED = '900000000000073002';
  const MODULE = '900000000000207008';
  const concept = (id: string, active: string, status = PRIMITIVE) => [
    id,
    '20250101',
    active,
    MODULE,
    status,
  ];
  write(
    folder,
    'Snapshot/Terminology/sct2_Concept_Snapshot_INT_20250101.txt',
    tabbed([
      ['id', 'effectiveTime', 'active', 'moduleId', 'definitionStatusId'],
      concept('138875005', '1'),
      concept('64572001', '1'),
      concept('73211009', '1'),
      concept('44054006', '1', DEFINED),
      concept('190330002', '0'),
    ]),
  );
  const relationship = (id: string, active: string, source: string, target: string, type = '116680003') => [
    id,
    '20250101',
    active,
    MODULE,
    source,
    target,
    '0',
    type,
    '900000000000011006',
    '900000000000451002',
  ];
  write(
    folder,
    'Snapshot/Terminology/sct2_Relationship_Snapshot_INT_20250101.txt',
    tabbed([
      [
        'id',
        'effectiveTime',
        'active',
        'moduleId',
        'sourceId',
        'destinationId',
        'relationshipGroup',
        'typeId',
        'characteristicTypeId',
        'modifierId',
      ],
      relationship('1', '1', '64572001', '138875005'),
      relationship('2', '1', '73211009', '64572001'),
      relationship('3', '1', '44054006', '73211009'),
      relationship('4', '0', '44054006', '138875005'),
      relationship('5', '1', '44054006', '138875005', '363698007'),
    ]),
  );
  const FSN = '900000000000003001';
  const SYNONYM = '900000000000013009';
  const description = (id: string, conceptId: string, typeId: string, term: string, active = '1') => [
    id,
    '20250101',
    active,
    MODULE,
    conceptId,
    'en',
    typeId,
    term,
    '900000000000448009',
  ];
  write(
    folder,
    'Snapshot/Terminology/sct2_Description_Snapshot-en_INT_20250101.txt',
    tabbed([
      [
        'id',
        'effectiveTime',
        'active',
        'moduleId',
        'conceptId',
        'languageCode',
        'typeId',
        'term',
        'caseSignificanceId',
      ],
      description('a', '44054006', FSN, 'Diabetes type 2, made up (disorder)'),
      description('b', '44054006', SYNONYM, 'Diabetes "II", made up'),
      description('c', '44054006', SYNONYM, 'Diabetes type 2, made up'),
      description('d', '44054006', SYNONYM, 'Gone', '0'),
      description('e', '73211009', FSN, 'Diabetes, made up (disorder)'),
    ]),
  );
  const language = (id: string, refset: string, description: string, acceptability: string) => [
    id,
    '20250101',
    '1',
    MODULE,
    refset,
    description,
    acceptability,
  ];
  write(
    folder,
    'Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20250101.txt',
    tabbed([
      ['id', 'effectiveTime', 'active', 'moduleId', 'refsetId', 'referencedComponentId', 'acceptabilityId'],
      language('x', '900000000000508004', 'b', '900000000000548007'),
      language('y', '900000000000509007', 'c', '900000000000548007'),
      language('z', '900000000000509007', 'b', '900000000000549004'),
    ]),
  );
}
