import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A process under test. */
export interface Started {
  url: string;
  process: ChildProcess;
  /** Milliseconds from spawn to the first answer. */
  startUp: number;
  stop: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * Starts a program that listens on PORT, in a process of its own with a fresh DATA_FOLDER and these settings, and
 * waits for its first answer.
 */
export async function start(
  program: string,
  firstPath: string,
  settings: Record<string, string> = {},
): Promise<Started> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const begun = performance.now();
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      ...settings,
      PORT: String(port),
      DATA_FOLDER: folder,
      LOG_LEVEL: 'info',
      HOST: '127.0.0.1',
      // What is measured is the server, and not the looking up of tokens.
      AUTH: 'off',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(url + firstPath).catch(() => undefined);
    if (answer?.ok) break;
    if (child.exitCode !== null) throw new Error(`${program} ended with exit code ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const startUp = performance.now() - begun;
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, process: child, startUp, stop };
}

/** Resident memory of a process in MB, read from /proc; undefined where there is none. */
export async function residentMegabytes({ pid }: ChildProcess): Promise<number | undefined> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}
