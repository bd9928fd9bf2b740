import { stringify } from 'csv-stringify/sync';
import { safeCell } from '#report/report-csv.ts';
import type { ElementChange } from './element-changes.ts';
import type { SubjectChange } from './subject-change.ts';

const NOT_RECORDED = 'not recorded';
const NO_REASON = 'no reason given';

const COLUMNS: Record<string, (change: SubjectChange, element: ElementChange) => string> = {
  time_utc: ({ time }) => time,
  user: ({ user, client }) => user ?? (client ? '' : NOT_RECORDED),
  client: ({ client }) => client ?? NOT_RECORDED,
  roles: ({ roles = [] }) => roles.join(' '),
  address: ({ address = '' }) => address,
  action: ({ action }) => action,
  resource: ({ resource }) => resource,
  version: ({ version }) => version,
  element: (_, { element }) => element,
  old_value: (_, { old = '' }) => old,
  new_value: (_, { new: value = '' }) => value,
  why: ({ why, action }) => why ?? (action === 'create' ? '' : NO_REASON),
  audit_event: ({ event = '' }) => event,
};

/** One row an element that changed: UTF-8, an empty value was not there; what a spreadsheet would compute is text. */
export function changesCsv(changes: SubjectChange[]): string {
  const rows = changes.flatMap((change) => {
    const [type = ''] = change.resource.split('/');
    const elements = change.elements.length ? change.elements : [{ element: type }];
    return elements.map((element) => Object.values(COLUMNS).map((cell) => safeCell(cell(change, element))));
  });
  return stringify([Object.keys(COLUMNS), ...rows], { record_delimiter: '\r\n' });
}
