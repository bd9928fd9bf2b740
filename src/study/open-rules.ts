import { existsSync } from 'node:fs';
import type { ReadPublished } from '#conformance/published-files.ts';
import { lazily } from '#fhir/lazily.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { compileCriteria } from '#search/compile-search.ts';
import { parseSearch } from '#search/parse-search.ts';
import type { Terminology } from '#terminology/terminology.ts';
import type { Study } from './load-study.ts';
import { loadProfileRules, type ProfileRuleRooms, ProfileRules } from './profile-rules.ts';
import { loadRecordRules } from './record-rule/record-rule-set.ts';
import { type RecordRuleRooms, RecordRules } from './record-rule/record-rules.ts';

/** What the rules of a study folder are applied with. */
export interface OpenRulesRooms
  extends ProfileRuleRooms,
    Omit<RecordRuleRooms, 'study' | 'compileWhere' | 'definitions'> {
  folder: URL;
  /** Reads its files. */
  readPublished: ReadPublished;
  study: () => Study | undefined;
  terminology: Pick<Terminology, 'membership' | 'settle'>;
  context: SearchContext;
}

/** The rules of a trial, read when they are first asked for; undefined where the folder has none. */
export interface TrialRules {
  /** Which profiles the trial's data must keep to. */
  profileRules: () => ProfileRules | undefined;
  /** What has to hold within the record of a subject. */
  recordRules: () => RecordRules | undefined;
}

/** Opens the rules of a study folder. */
export function openRules(rooms: OpenRulesRooms): TrialRules {
  const { folder, readPublished, study, terminology, context } = rooms;
  const ofProfiles = new URL('profile-rules.json', folder);
  const ofRecords = new URL('record-rules.json', folder);
  const compileWhere: RecordRuleRooms['compileWhere'] = async (type, criteria) =>
    criteria === ''
      ? undefined
      : terminology.settle(() => compileCriteria(type, parseSearch(criteria), context));
  return {
    profileRules: lazily(() =>
      existsSync(ofProfiles)
        ? new ProfileRules(loadProfileRules(ofProfiles, readPublished), rooms)
        : undefined,
    ),
    recordRules: lazily(() => {
      const trial = study();
      if (trial === undefined || !existsSync(ofRecords)) return undefined;
      return new RecordRules(loadRecordRules(ofRecords, readPublished), {
        ...rooms,
        study: trial,
        compileWhere,
      });
    }),
  };
}
