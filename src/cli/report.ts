import { outcomeReport } from '#operation/outcome-report.ts';
import { loadStudy } from '#study/load-study.ts';
import { openRooms } from './open-rooms.ts';
import { writeReport } from './write-report.ts';

const STUDY = new URL('../../study/', import.meta.url);

/** `report`: the outcome report of the store, printed and written to a folder. */
export async function report(options: {
  output: string;
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
}): Promise<void> {
  const rooms = await openRooms(options.environment);
  try {
    const id = loadStudy(STUDY).plan.study.replace('ResearchStudy/', '');
    const get = async (output: string) =>
      (await outcomeReport({ id, query: `output=${output}` }, rooms)).body as string;
    const { text, files } = await writeReport(options.output, get);
    options.say(text);
    for (const file of files) options.say(`written: ${file}`);
  } finally {
    await rooms.stop();
  }
}
