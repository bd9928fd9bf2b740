/** The server's entry: reads the environment, starts, and stops on signals. */
import pino from 'pino';
import { ConfigError, readConfig } from '#config.ts';
import { startServer } from '#server.ts';
import { version } from '#version.ts';

/** sysexits.h: EX_CONFIG for settings that cannot be, EX_UNAVAILABLE for a port or store that cannot be had. */
const EXIT_CONFIG = 78;
const EXIT_UNAVAILABLE = 69;

/** Whoever waits for the start gets the first answers before that, in milliseconds. */
const WARM_UP_AFTER = 300;

function refuseToStart(message: string, code: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // Lines are collected and written together, so that no request waits for the log; the rest goes out at the end.
  const log = pino(
    { level: config.logLevel, base: undefined },
    pino.destination({ sync: false, minLength: 8192, periodicFlush: 1000 }),
  );
  const server = await startServer(config, { log, version });
  log.info(
    { baseUrl: server.baseUrl, store: config.mongodbUrl === undefined ? config.dataFolder : 'MongoDB' },
    'listening',
  );
  log.flush();
  const warmUp = () => server.warmUp().catch((error) => log.error({ err: error }, 'the warm-up failed'));
  setTimeout(warmUp, WARM_UP_AFTER).unref();
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    await server.close();
    process.exit(0);
  };
  process.on('SIGHUP', () => {
    try {
      server.reload();
      log.info('certificate read anew');
    } catch (error) {
      // What was there before goes on to be used.
      log.error({ err: error }, 'the certificate cannot be read anew');
    }
  });
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: NodeJS.ErrnoException) => {
  if (error instanceof ConfigError) refuseToStart(error.message, EXIT_CONFIG);
  if (error.code === 'EADDRINUSE')
    refuseToStart('the port is in use; set PORT to another one', EXIT_UNAVAILABLE);
  refuseToStart(`the server cannot start: ${error.message}`, EXIT_UNAVAILABLE);
});
