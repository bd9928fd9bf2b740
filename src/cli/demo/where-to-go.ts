import path from 'node:path';
import { type Config, ConfigError } from '#config.ts';
import type { TrialData } from './hospital/trial-data.ts';

/** The client whose tokens open what the demo suggests to look at. */
const LOOKING = 'demo-registry';

/**
 * What to look at on the demo's server, line by line: addresses and, where the server asks for tokens, the command that gets one.
 * It holds no secret: who may run the command has the store in their hands anyway.
 */
export function whereToGo(baseUrl: string, { design }: TrialData, config: Config): string[] {
  const { study } = design.references;
  const { subject } = design.questions;
  const isOpen = config.auth === 'off';
  const header = isOpen ? '' : ' -H "Authorization: Bearer $TOKEN"';
  const curl = (url: string) => `  curl -s${header} "${baseUrl}/${url}"`;
  return [
    '',
    ...(isOpen
      ? ['To try, in a browser or with curl:']
      : [
          'To try. Each request needs a token but the first; this makes one that is valid for an hour, for the registry:',
          `  export TOKEN=$(${settings(config)}npm run -s cli -- token ${LOOKING})`,
        ]),
    `  curl -s "${baseUrl}/metadata"`,
    curl(`Observation?subject:Patient.identifier=${subject}&_sort=date&_pretty=true`),
    curl(`ResearchSubject?study=${study}&_include=ResearchSubject:individual&_pretty=true`),
    ...(isOpen
      ? [curl(`${study}/\\$outcome-report?output=html`)]
      : [
          'The report is for the statistician:',
          `  export TOKEN=$(${settings(config)}npm run -s cli -- token demo-statistician)`,
          curl(`${study}/\\$outcome-report?output=html`),
          'Users who sign in, and apps of your own: npm run cli -- user add --help, client add --help (docs/smart.md)',
        ]),
    '',
  ];
}

/** The settings by which a command finds the demo's store and base. */
function settings({ host, port, baseUrl, dataFolder, mongodbUrl }: Config): string {
  const base = baseUrl === undefined ? `HOST=${host} PORT=${port} ` : `BASE_URL=${baseUrl} `;
  // A URL of MongoDB may hold a password; it is in the environment already.
  return mongodbUrl === undefined ? `${base}DATA_FOLDER=${path.relative('.', dataFolder)} ` : base;
}

/** Throws where the demo cannot get tokens for its programs. */
export function checkPlayable({ auth }: Config): void {
  if (auth === 'external')
    throw new ConfigError(
      'the demo plays its clients itself, and cannot sign on at an identity provider; set AUTH=smart or AUTH=off',
    );
}
