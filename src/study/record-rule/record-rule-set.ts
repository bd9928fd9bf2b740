import { Ajv } from 'ajv';
import { asWritten, type ReadPublished } from '#conformance/published-files.ts';
import { recordRulesSchema } from './record-rules-schema.ts';

/** An expression whose values others name as `%name`. */
export interface NamedExpression {
  name: string;
  expression: string;
}

/** Resources of a subject that the rules name as `%name`. */
export interface RecordSet {
  name: string;
  /** `Type` or `Type?criteria`. */
  search: string;
  /** The search parameter by which they refer to the subject. */
  parameter: string;
  /** FHIRPath that is true of those that count. */
  where?: string;
  /** What is computed of one of them before the rules about it. */
  variables?: NamedExpression[];
}

/** Resources that those of a record set refer to, and that are no subject's own. */
export interface RelatedSet {
  name: string;
  /** The name of the record set. */
  of: string;
  /** The search parameter by which they are referred to. */
  parameter: string;
  type: string;
}

/** One rule over the record of a subject. */
export interface RecordRule {
  id: string;
  severity: 'error' | 'warning';
  /** The name of the record set that it is about. */
  about: string;
  /** The rule in words. */
  sentence: string;
  /** FHIRPath that is true of those that it is about; absent: all of them. */
  when?: string;
  /** FHIRPath that is false where the rule is broken; empty where that cannot be said. */
  holds: string;
  /** FHIRPath that is true of a resource which says itself that it deviates: then it is told one step milder. */
  declared?: string;
  /** FHIRPath of the element to look at. */
  at: string;
  /** FHIRPath that gives what was found, as text. */
  found: string;
  /** FHIRPath that gives what was expected, as text. */
  expected: string;
  /** What asks for it: a file or a paragraph of the protocol. */
  basis: string;
}

/** Content of study/record-rules.json. */
export interface RecordRuleSet {
  version: string;
  /** What the ids of the rules are told with, as `url#id`. */
  url: string;
  /** How a Patient is known to be a subject of the trial. */
  subject: { type: 'Patient'; identifierSystem: string };
  records: RecordSet[];
  related: RelatedSet[];
  /** What is computed of a whole record, in this order. */
  variables: NamedExpression[];
  /** The variable from which the windows of visits are counted, as `%windows`. */
  anchor: string;
  rules: RecordRule[];
}

/** Reads the rules of a study folder. Throws when the file does not fit its schema, or says an id twice. */
export function loadRecordRules(file: URL, read: ReadPublished = asWritten): RecordRuleSet {
  return parseRecordRules(JSON.parse(read(file)));
}

/** Checks rules against their schema; throws naming every fault. */
export function parseRecordRules(content: unknown): RecordRuleSet {
  const ajv = new Ajv({ allErrors: true });
  const fits = ajv.compile<RecordRuleSet>(recordRulesSchema);
  if (!fits(content)) throw new Error(`record rules: ${ajv.errorsText(fits.errors, { separator: '; ' })}`);
  const ids = content.rules.map(({ id }) => id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length > 0) throw new Error(`record rules: ${twice.join(', ')} stands there twice`);
  const sets = new Set(content.records.map(({ name }) => name));
  const named = [...content.related.map(({ of }) => of), ...content.rules.map(({ about }) => about)];
  const lost = named.filter((name) => !sets.has(name));
  if (lost.length > 0) throw new Error(`record rules: there are no records '${lost.join("', '")}'`);
  return content;
}
