import path from 'node:path';
import pino from 'pino';
import { type Config, readConfig } from '#config.ts';
import { under } from '#conformance/published-files.ts';
import { type RunningServer, startServer } from '#server.ts';
import { version } from '#version.ts';
import type { Connection } from './demo/connection.ts';
import { enrol } from './demo/enrol.ts';
import { generateCohort } from './demo/hospital/generate-cohort.ts';
import { loadTrialData } from './demo/hospital/load-trial-data.ts';
import type { TrialData } from './demo/hospital/trial-data.ts';
import { loadStudy, readStudyResources } from './demo/load-study.ts';
import { searchRegistry } from './demo/registry.ts';
import { type Connections, registerAll, withoutSignOn } from './demo/sign-on/connections.ts';
import { checkPlayable, whereToGo } from './demo/where-to-go.ts';
import { writeReport } from './write-report.ts';

const FOLDERS = ['terminology', 'profiles', 'study'].map(
  (name) => new URL(`../../${name}/`, import.meta.url),
);
const STUDY = FOLDERS[2] as URL;

/** The registered number of the trial: fixed before anybody saw what it gives. */
const SEED = 7144241;

export interface DemoOptions {
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
  seed?: number;
}

/** The environment with the demo's own defaults: a data folder of its own, and a log that says only what is wrong. */
function demoEnvironment(environment: DemoOptions['environment']): DemoOptions['environment'] {
  return {
    ...environment,
    DATA_FOLDER: environment.DATA_FOLDER || path.join('data', 'demo'),
    LOG_LEVEL: environment.LOG_LEVEL || 'warn',
  };
}

/**
 * Plays the whole trial on a server of its own: data management loads the study, the hospital enrols the synthetic cohort
 * over HTTP, a registry searches, a statistician has the outcome report computed; each signs on as what it is. What is there
 * already is not sent again. Returns the server, still running.
 */
export async function demo({ environment, say, seed = SEED }: DemoOptions): Promise<RunningServer> {
  const step = stepper(say);
  const own = demoEnvironment(environment);
  const config = readConfig(own);
  checkPlayable(config);
  const read = under(config.canonicalBase, STUDY);
  const trial = loadTrialData(STUDY, read);
  const connect = await programs(own, config, { trial, seed });
  const server = await startServer(config, { log: pino({ level: config.logLevel }), version });
  const { baseUrl } = server;
  try {
    const { dataManagement, hospital, registry, statistician } = connect(baseUrl);
    step(`server on ${baseUrl}, data in ${config.mongodbUrl === undefined ? config.dataFolder : 'MongoDB'}`);
    const loaded = await loadStudy({ connection: dataManagement, folders: FOLDERS, read });
    step(`trial loaded: ${loaded} resources of study/, terminology/ and profiles/, every one validated`);
    await enrolCohort(hospital, trial, seed, step);
    say('');
    say('What a registry asks:');
    await searchRegistry({ connection: registry, study: trial, say: (line) => say(`  ${line}`) });
    step('registry answered');
    const files = await makeReport(statistician, trial.design.references.study, say);
    step(`report written: ${files.join(', ')}`);
  } catch (error) {
    await server.close();
    throw error;
  }
  for (const line of whereToGo(baseUrl, trial, config)) say(line);
  step('done');
  return server;
}

/** How the demo's programs reach a server on the store of the environment. */
async function programs(
  environment: DemoOptions['environment'],
  { auth, canonicalBase }: Config,
  { trial, seed }: { trial: TrialData; seed: number },
): Promise<(baseUrl: string) => Connections> {
  if (auth === 'off') return withoutSignOn;
  return registerAll(environment, {
    study: trial.design.references.study,
    definitions: readStudyResources(FOLDERS, under(canonicalBase, STUDY)),
    cohort: generateCohort({ seed, study: trial }),
  });
}

/** Says each step with the seconds since the start. */
function stepper(say: DemoOptions['say']): (line: string) => void {
  const begun = performance.now();
  return (line) => say(`[${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s] ${line}`);
}

async function enrolCohort(
  connection: Connection,
  study: TrialData,
  seed: number,
  step: (line: string) => void,
): Promise<void> {
  const total = study.design.subjects;
  const { enrolled, present, bundles, resources } = await enrol({
    connection,
    cohort: generateCohort({ seed, study }),
    progress: (soFar) => {
      const done = soFar.enrolled + soFar.present;
      if (done % 10 === 0)
        step(
          `hospital: ${done} of ${total} subjects, ${soFar.resources} resources in ${soFar.bundles} transactions`,
        );
    },
  });
  step(
    enrolled
      ? `hospital done: ${enrolled} synthetic subjects enrolled (${resources} resources in ${bundles} transactions)`
      : `hospital done: all ${present} subjects are there already, nothing was sent`,
  );
}

async function makeReport(connection: Connection, study: string, say: DemoOptions['say']): Promise<string[]> {
  const { text, files } = await writeReport('report', async (output) => {
    const response = await fetch(`${connection.baseUrl}/${study}/$outcome-report?output=${output}`, {
      headers: (await connection.authorize?.()) ?? {},
    });
    if (!response.ok)
      throw new Error(`the report was refused with HTTP ${response.status}: ${await response.text()}`);
    return response.text();
  });
  say('');
  say(text);
  return files;
}
