import { writeFileSync } from 'node:fs';
import { commandLine } from '../command-line.ts';
import { openRooms } from '../open-rooms.ts';

/** `audit export`: the trail of one subject, as `$audit-trail` gives it. It leaves an AuditEvent like any other access. */
export async function exportCommand(options: {
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
  subject: string;
  format: string;
  output?: string;
}): Promise<void> {
  const { subject, format, output, say } = options;
  const path = subject.includes('/') ? subject.split('/') : ['Patient', subject];
  const rooms = await openRooms(options.environment);
  try {
    const query = `output=${encodeURIComponent(format)}`;
    const asked = { method: 'GET', path: [...path, '$audit-trail'], query, body: undefined };
    const { body = '' } = await rooms.perform({ ...asked, origin: commandLine() });
    if (output === undefined) return say(body.trimEnd());
    writeFileSync(output, body);
    say(`written: ${output}`);
  } finally {
    await rooms.stop();
  }
}
