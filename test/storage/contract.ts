import { describeCanonicals } from './contract/canonicals.ts';
import { describeConditions } from './contract/conditions.ts';
import { describeContainedSearch } from './contract/contained-search.ts';
import { describeDistinct } from './contract/distinct.ts';
import { describeFidelity } from './contract/fidelity.ts';
import { describeHistory } from './contract/history.ts';
import { describeIncludes } from './contract/includes.ts';
import type { OpenStore } from './contract/open-store.ts';
import { describePhases } from './contract/phases.ts';
import { describeRecords } from './contract/records.ts';
import { describeReleases } from './contract/releases.ts';
import { describeSearchCriteria } from './contract/search-criteria.ts';
import { describeSearchPages } from './contract/search-pages.ts';
import { describeSearchValues } from './contract/search-values.ts';
import { describeStaleDrafts } from './contract/stale-drafts.ts';
import { describeTrail } from './contract/trail.ts';
import { describeTransactions } from './contract/transactions.ts';
import { describeVersions } from './contract/versions.ts';

/**
 * The contract of the port `ResourceStore`, to be kept by every store: `open` gives an empty one. What is
 * promised about a process that dies is tested beside each store, since each dies in its own way.
 */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    describe('versions', () => describeVersions(open));
    describe('conditions', () => describeConditions(open));
    describe('transactions', () => describeTransactions(open));
    describe('phases of a transaction', () => describePhases(open));
    describe('the trail of a transaction', () => describeTrail(open));
    describe('distinct values', () => describeDistinct(open));
    describe('drafts made from a version', () => describeStaleDrafts(open));
    describe('history', () => describeHistory(open));
    describe('search values', () => describeSearchValues(open));
    describe('search criteria', () => describeSearchCriteria(open));
    describe('search pages', () => describeSearchPages(open));
    describe('includes', () => describeIncludes(open));
    describe('contained resources', () => describeContainedSearch(open));
    describe('fidelity', () => describeFidelity(open));
    describe('records', () => describeRecords(open));
    describe('canonical resources', () => describeCanonicals(open));
    describe('releases of code systems', () => describeReleases(open));
  });
}
