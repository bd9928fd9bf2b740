import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { openCallers } from '#access/open-callers.ts';
import { rightsOf } from '#access/rights-of.ts';
import { openAudit } from '#audit/open-audit.ts';
import type { Config } from '#config.ts';
import { entryOf } from '#conformance/canonical-entry.ts';
import { loadCareDates } from '#conformance/care-dates.ts';
import { type Conformance, loadConformance as conformanceOf } from '#conformance/load-conformance.ts';
import { coreProfiles, folderProfiles, readProfiles } from '#conformance/load-profiles.ts';
import { under, writtenBase } from '#conformance/published-files.ts';
import { StoredSource } from '#conformance/stored-source.ts';
import { lazily } from '#fhir/lazily.ts';
import { createApp } from '#http/app.ts';
import { describeCapabilities } from '#http/describe-capabilities.ts';
import { listen, makeServer, ownUrl, reloadTls, stopListening } from '#http/listening.ts';
import { perform, performBundle } from '#http/perform.ts';
import { refuseUnreadable } from '#http/refuse-unreadable.ts';
import type { CallersRooms, Rooms } from '#http/rooms.ts';
import { createBreathe } from '#interaction/breathe.ts';
import { conditionalDeleteOf } from '#interaction/delete.ts';
import { createGate, type GateParts } from '#interaction/gate.ts';
import { patchRooms } from '#interaction/patch/read-patch.ts';
import { createLinkShapes } from '#interaction/reference/link-shape.ts';
import { Turns } from '#interaction/turns.ts';
import { openStore } from '#open-store.ts';
import { createLinkCollector } from '#operation/everything/links-of.ts';
import { installAtStart } from '#operation/package/install-at-start.ts';
import { AddedParameters } from '#reindex/added-parameters.ts';
import { ReindexJobs } from '#reindex/reindex-jobs.ts';
import { reindexStale } from '#reindex/reindex-stale.ts';
import { createIndexer } from '#search/index-resource.ts';
import { createPageSeals } from '#search/page-seal.ts';
import { createSubset } from '#search/subset.ts';
import { openSmart } from '#smart/open-smart.ts';
import { reportEvents } from '#smart/report-events.ts';
import { pageKey } from '#storage/page-key.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { StoredCanonicals } from '#storage/stored-canonicals.ts';
import { watchWrites } from '#storage/watch-writes.ts';
import { loadStudy } from '#study/load-study.ts';
import { openRules } from '#study/open-rules.ts';
import { keepRules } from '#study/record-rule/record-rules.ts';
import { searchUnits } from '#study/search-units.ts';
import { unitAliasOf } from '#study/unit-alias.ts';
import { openPseudonyms } from '#subject-key/open-pseudonyms.ts';
import { TERMINOLOGY_TYPES } from '#terminology/content/content.ts';
import { openTerminology } from '#terminology/open-terminology.ts';
import { openValidation } from '#validation/open-validation.ts';
import { warmUp } from '#validation/warm-up.ts';
import { createXml } from '#xml/xml.ts';

/** How often it is looked whether another process on the same store has added search parameters, in milliseconds. */
const FOLLOW = 2000;

/** The trial that is served is what stands in these folders. */
const [STUDY, PROFILES, TERMINOLOGY] = ['study', 'profiles', 'terminology'].map(
  (name) => new URL(`../${name}/`, import.meta.url),
) as [URL, URL, URL];

/** A server that listens. */
export interface RunningServer {
  /** The FHIR base, e.g. `http://127.0.0.1:8080/fhir`. */
  baseUrl: string;
  /** Takes the certificate anew from its files, where the server ends TLS. Throws where it cannot be read. */
  reload: () => void;
  /** Compiles and loads in the background what else the first requests would wait for. */
  warmUp: () => Promise<void>;
  /** Finishes the requests under way, refuses new ones, and closes the store. */
  close: () => Promise<void>;
}

export { openStore } from '#open-store.ts';
export type { Conformance };

/** What the definitions of R4 and the trial's own say. */
export const loadConformance = (config?: Pick<Config, 'canonicalBase'>): Conformance =>
  conformanceOf(PROFILES, under(config?.canonicalBase, STUDY));

/** Wires the rooms together: every part gets what it needs by name, and nothing reaches around them. */
export function wire(options: {
  store: ResourceStore;
  config: Config;
  baseUrl: string;
  version: string;
  conformance: Conformance;
  log: Pick<Logger, 'info' | 'error'>;
  /** CapabilityStatement.rest.security; absent without authentication. */
  security?: object | undefined;
  /** What page links are sealed with; of this process alone if absent. */
  pageKey?: Uint8Array;
}): Rooms {
  const { config, baseUrl, log } = options;
  const { definitions, parameters, ofProfiles } = options.conformance;
  const { limits } = config;
  const readPublished = under(config.canonicalBase, STUDY);
  const { resourceTypes } = definitions;
  const stored = new StoredCanonicals(options.store, [
    ...TERMINOLOGY_TYPES,
    'StructureDefinition',
    'Questionnaire',
    'Measure',
  ]);
  const watched = watchWrites(stored.watch(), (result) => added.noticed(result));
  const terminologyWith = openTerminology({
    folder: TERMINOLOGY,
    readPublished,
    stored,
    releases: options.store.releases,
    server: config.terminologyServer,
  });
  const terminology = terminologyWith();
  const study = lazily(() => (existsSync(STUDY) ? loadStudy(STUDY, readPublished) : undefined));
  const pagesOf = createPageSeals(options.pageKey ?? randomBytes(32));
  const units = searchUnits(watched, study);
  const context = { parameters, resourceTypes, baseUrl, terminology, units, pages: pagesOf(() => '') };
  const validation = openValidation({
    definitions,
    stored: new StoredSource(stored),
    published: [folderProfiles(PROFILES, readPublished), coreProfiles()],
    generation: () => stored.generation(),
    terminology: (along) => (along ? terminologyWith(along) : terminology),
    unitAlias: unitAliasOf(study),
  });
  const index = createIndexer(definitions, parameters, baseUrl);
  const turns = new Turns();
  const { profileRules, recordRules } = openRules({
    folder: STUDY,
    readPublished,
    study,
    store: watched,
    index,
    definitions,
    terminology,
    context,
    inTurn: (keys, work) => turns.takeAll(keys, work),
    createBreathe,
  });
  const store = keepRules(watched, recordRules);
  const gateParts: GateParts = {
    validation,
    rulesOver: (read) => {
      const own = lazily(() => profileRules()?.over(read));
      return async (resource, among) => (await own()?.(resource, among)) ?? [];
    },
    store,
    index,
  };
  const gate = createGate(gateParts);
  const now = () => new Date();
  const settle = config.mongodbUrl === undefined ? 0 : FOLLOW;
  const reindexing = { store, index: gate.index, log };
  const reindexJobs = new ReindexJobs({ ...reindexing, newId: uuidv7, now, settle });
  const added = new AddedParameters({ store, definitions, parameters, ofProfiles, jobs: reindexJobs });

  const base = {
    store,
    gate,
    terminology,
    context,
    limits,
    baseUrl,
    newId: uuidv7,
    linkShapes: createLinkShapes(definitions),
    turns: new Turns(),
    conditionalDelete: conditionalDeleteOf(config),
    patching: patchRooms(definitions, gate.validate),
    subset: createSubset(definitions),
    definitions,
    careDates: loadCareDates(),
    collectLinks: createLinkCollector(definitions, baseUrl),
    xml: createXml(definitions),
    study,
    recordRules,
    citesSubjects: true,
    software: `trial-fhir-server ${options.version}`,
    now,
    reindexJobs,
  };
  const canonicalBase = config.canonicalBase ?? writtenBase(STUDY) ?? baseUrl;
  const publishedProfiles = lazily(() => readProfiles(PROFILES, readPublished).map(entryOf));
  const capabilities = describeCapabilities({
    definitions,
    parameters,
    profiles: () => [...publishedProfiles(), ...stored.all('StructureDefinition')],
    generation: () => stored.generation(),
    conditionalDelete: config.conditionalDelete,
    audit: config.audit,
    canonicalBase,
    security: options.security,
    baseUrl,
    softwareVersion: options.version,
    now,
  });
  const callers = openCallers({ store, index: gate.index, definitions, context, readPublished });
  const open = lazily((): CallersRooms => ({ ...rooms, store: callers.storeOf(undefined) }));
  const of: Rooms['of'] = (caller, audited) => {
    if (!caller && !audited) return open();
    const callersStore = callers.storeOf(caller);
    const own = audited?.storeOf(callersStore) ?? callersStore;
    if (!caller) return { ...rooms, store: own };
    const ownContext = { ...context, pages: pagesOf(() => rightsOf(caller)) };
    return { ...rooms, store: own, gate: createGate({ ...gateParts, store: own }), context: ownContext };
  };
  const pseudonyms = openPseudonyms(config.keyTable, { folder: STUDY, readPublished, ...callers });
  let following: NodeJS.Timeout | undefined;
  const rooms: Rooms = {
    ...base,
    trailStore: store,
    capabilities,
    begin: async () => {
      await reindexStale([...resourceTypes], reindexing);
      await added.refresh();
      await installAtStart(config.packages, rooms, log);
      following = setInterval(() => void added.follow().catch(() => {}), FOLLOW).unref();
    },
    stop: async () => {
      clearInterval(following);
      await reindexJobs.stop();
      await store.close();
      pseudonyms.close();
    },
    bundle: (request, own) => performBundle(request, own ?? of(request.caller, undefined), rooms),
    perform: (request) => perform(request, rooms),
    audit: openAudit(config, { ...base, canonicalBase, parameters }),
    restrictionOf: callers.restrictionOf,
    pseudonyms,
    of,
  };
  return rooms;
}

/** Starts the server: listens first, so that the port is known and held, then opens the store and serves. */
export async function startServer(
  config: Config,
  options: { log: Logger; version: string },
): Promise<RunningServer> {
  const { log, version } = options;
  const server = makeServer(config);
  const { promise: application, resolve: serve } = Promise.withResolvers<RequestListener>();
  // A request that comes while the store opens waits for it.
  server.on('request', async (request, response) => (await application)(request, response));
  server.on('clientError', refuseUnreadable);
  await listen(server, config);
  const baseUrl = config.baseUrl ?? ownUrl(server, config);
  try {
    const conformance = loadConformance(config);
    const store = await openStore(config, conformance, log);
    const smart = await openSmart(config, {
      records: store.records,
      resourceTypes: conformance.definitions.resourceTypes,
      baseUrl,
      ask: (request) => rooms.perform(request),
      report: reportEvents(log, baseUrl, (...told) => rooms.audit.tell(...told)),
      log,
      now: Date.now,
    });
    const ownKeys = { security: smart?.security, pageKey: await pageKey(store.records) };
    const rooms = wire({ store, config, baseUrl, version, conformance, log, ...ownKeys });
    await rooms.begin().catch((error) => rooms.stop().then(() => Promise.reject(error)));
    // Read now, so that no request waits for it.
    rooms.study();
    const [ready, stopping] = [() => store.ready(), () => !server.listening];
    const app = createApp({ rooms, config, log, smart, ready, stopping });
    server.removeAllListeners('request').on('request', app);
    serve(app);
    return {
      baseUrl,
      reload: () => reloadTls(server, config),
      warmUp: () => warmUp(rooms.gate, conformance.definitions, () => server.listening),
      close: () => stopListening(server).then(rooms.stop),
    };
  } catch (error) {
    server.closeAllConnections();
    server.close();
    throw error;
  }
}
