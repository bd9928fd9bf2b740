import path from 'node:path';
import pino from 'pino';
import { type Config, readConfig } from '#config.ts';
import { type RunningServer, startServer } from '#server.ts';
import { version } from '#version.ts';
import type { Connection } from './demo/connection.ts';
import { enrol } from './demo/enrol.ts';
import { generateCohort } from './demo/hospital/generate-cohort.ts';
import { loadTrialData } from './demo/hospital/load-trial-data.ts';
import type { TrialData } from './demo/hospital/trial-data.ts';
import { loadStudy } from './demo/load-study.ts';
import { searchRegistry } from './demo/registry.ts';
import { HOSPITAL, registerHospital } from './demo/sign-on.ts';
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
 * Plays the whole trial on a server of its own: loads the study, enrols the synthetic cohort over HTTP as a
 * hospital would, searches as a registry would, computes and writes the outcome report. What is there
 * already is not sent again. Returns the server, still running.
 */
export async function demo({ environment, say, seed = SEED }: DemoOptions): Promise<RunningServer> {
  const step = stepper(say);
  const own = demoEnvironment(environment);
  const config = readConfig(own);
  const signOn = config.auth === 'smart' ? await registerHospital(own) : undefined;
  const server = await startServer(config, { log: pino({ level: config.logLevel }), version });
  try {
    const { baseUrl } = server;
    const connection: Connection = { baseUrl, ...(signOn ? { headers: await signOn(baseUrl) } : {}) };
    step(
      `server on ${server.baseUrl}, data in ${config.mongodbUrl === undefined ? config.dataFolder : 'MongoDB'}`,
    );
    const study = loadTrialData(STUDY);
    const loaded = await loadStudy({ connection, folders: FOLDERS });
    step(`trial loaded: ${loaded} resources of study/, terminology/ and profiles/, every one validated`);
    await enrolCohort(connection, study, seed, step);
    say('');
    say('What a registry asks:');
    await searchRegistry({ connection, study, say: (line) => say(`  ${line}`) });
    step('registry answered');
    const files = await makeReport(connection, study.design.references.study, say);
    step(`report written: ${files.join(', ')}`);
  } catch (error) {
    await server.close();
    throw error;
  }
  if (signOn) sayHowToSignOn(config, say);
  sayWhereToGo(server.baseUrl, loadTrialData(STUDY), say);
  step('done');
  return server;
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

async function makeReport(
  { baseUrl, headers = {} }: Connection,
  study: string,
  say: DemoOptions['say'],
): Promise<string[]> {
  const { text, files } = await writeReport('report', async (output) => {
    const response = await fetch(`${baseUrl}/${study}/$outcome-report?output=${output}`, { headers });
    if (!response.ok)
      throw new Error(`the report was refused with HTTP ${response.status}: ${await response.text()}`);
    return response.text();
  });
  say('');
  say(text);
  return files;
}

/** With authentication an address alone opens nothing. */
function sayHowToSignOn({ dataFolder, port }: Config, say: DemoOptions['say']): void {
  say('');
  say(
    'Each request needs a token, sent as -H "Authorization: Bearer $TOKEN". One that is valid for an hour:',
  );
  say(
    `  export TOKEN=$(AUTH=smart PORT=${port} DATA_FOLDER=${path.relative('.', dataFolder)} npm run -s cli -- token ${HOSPITAL})`,
  );
}

function sayWhereToGo(baseUrl: string, { design }: TrialData, say: DemoOptions['say']): void {
  const { study } = design.references;
  const { subject } = design.questions;
  say('');
  say('To try, in a browser or with curl:');
  for (const path of [
    'metadata',
    `${study}?_pretty=true`,
    `ResearchSubject?study=${study}&_include=ResearchSubject:individual&_pretty=true`,
    `Observation?subject:Patient.identifier=${subject}&_sort=date&_pretty=true`,
    `${study}/$outcome-report?output=html`,
  ]) {
    say(`  ${baseUrl}/${path}`);
  }
  say('');
}
