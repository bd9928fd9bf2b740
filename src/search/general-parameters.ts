import type { GeneralParameter } from '#conformance/capability-statement.ts';

/** Parameters of every search that choose what is found; none is a property of the resources (search.html#all). */
export const GENERAL_CRITERIA: GeneralParameter[] = [
  {
    name: '_has',
    type: 'string',
    documentation: 'Reverse chain: resources to which others refer, as _has:Observation:patient:code=4548-4.',
  },
  { name: '_list', type: 'string', documentation: 'The id of a List: what it has among its items.' },
  {
    name: '_type',
    type: 'string',
    documentation: 'Types, separated by commas: narrows a search of the system or of a whole compartment.',
  },
  {
    name: '_filter',
    type: 'special',
    definition: 'http://hl7.org/fhir/SearchParameter/filter',
    documentation: 'An expression of the _filter syntax (search_filter.html).',
  },
];

/** Parameters of every search that steer its answer (search.html#return). */
export const GENERAL_RESULTS: GeneralParameter[] = [
  {
    name: '_sort',
    type: 'string',
    documentation: 'Parameters to sort by, separated by commas; - before one for the descending order.',
  },
  { name: '_count', type: 'number', documentation: 'The most matches on one page.' },
  {
    name: '_include',
    type: 'string',
    documentation:
      'Resources that matches refer to, as Observation:subject; with :iterate what those refer to.',
  },
  {
    name: '_revinclude',
    type: 'string',
    documentation:
      'Resources that refer to matches, as Provenance:target; with :iterate what refers to those.',
  },
  { name: '_summary', type: 'string', documentation: 'true, text, data, count or false.' },
  { name: '_elements', type: 'string', documentation: 'Elements to answer, separated by commas.' },
  {
    name: '_total',
    type: 'string',
    documentation: 'none, estimate or accurate: whether matches are counted.',
  },
  {
    name: '_contained',
    type: 'string',
    documentation: 'false, true or both: whether contained resources are searched.',
  },
  {
    name: '_containedType',
    type: 'string',
    documentation: 'container or contained: what is answered for a match that is contained.',
  },
];
