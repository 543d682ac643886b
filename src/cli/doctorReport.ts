import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { MessageError, message } from '../base/message';
import type { Engine, MemoryEvidence } from '../engine/engine';
import { writeHistoryLine } from '../model/memoryHistory';
import type { JudgedTogether, MemoryReportOptions } from '../model/memoryReport';
import { type OwnOption, UsageError } from './command';
import type { Options } from './options';

export const reportOptions: readonly OwnOption[] = [
  {
    name: 'report',
    value: 'OUT.md',
    about: 'write it all down for an incident, as Markdown with a picture beside it: OUT-timeline.svg',
  },
  { name: 'force', about: 'write over files that no earlier report has left' },
];

interface ReportTarget {
  readonly report: string;
  readonly picture: string;
}

/**
 * First in every file that is written here, so that another report may take its place; Markdown and SVG both hide it. XML allows no
 * two hyphens within.
 */
const marker = '<!-- Written by heaplens doctor: its next report takes the place of this one. -->\n';

/** Where the report goes; null without one. Ends as an error where something else is there, before anything is judged. */
export async function reportTarget({ report, force }: Options['own']): Promise<ReportTarget | null> {
  if (report === undefined) {
    if (force) throw new UsageError('--force goes with --report', { showsUsage: false });
    return null;
  }
  const name = String(report);
  if (name === '' || name === '-') {
    throw new UsageError(`--report takes the name of a file to write, got "${name}"`, { showsUsage: false });
  }
  const target = { report: name, picture: `${name.replace(/\.md$/i, '')}-timeline.svg` };
  if (!force) for (const file of [target.report, target.picture]) await refuseOther(file);
  return target;
}

async function refuseOther(file: string): Promise<void> {
  const head = await beginningOf(file);
  if (head === null || head === marker) return;
  throw new MessageError(
    message(
      'cli.reportExists',
      '{file} is there, and is no earlier report. Give --report another name, or --force.',
      {
        file,
      },
    ),
  );
}

/** null where there is no such file. */
async function beginningOf(file: string): Promise<string | null> {
  let handle: FileHandle;
  try {
    handle = await open(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const length = Buffer.byteLength(marker);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Writes the report about the series that knows most and all that was judged with it; without a series it is about the findings
 * alone, and has no picture. Lines for people.
 */
export async function writeReport(
  engine: Engine,
  { report, picture }: ReportTarget,
  main: MemoryEvidence | null,
  options: MemoryReportOptions,
  judged: JudgedTogether,
): Promise<readonly string[]> {
  const { handle, facts } = main ?? (await emptySeries(engine));
  const title = `Incident report${facts.process.name === '' ? '' : `: ${facts.process.name}`}`;
  const pictures: { name: string; source: string }[] = [];
  if (main) {
    const svg = await engine.ask(handle, 'memoryExport', { format: 'picture', options, title });
    await writeMarked(picture, svg);
    pictures.push({ name: 'Memory timeline', source: encodeURI(basename(picture)) });
  }
  const query = { format: 'incident', options, title, pictures, judged } as const;
  await writeMarked(report, await engine.ask(handle, 'memoryExport', query));
  return [`report written to ${report}${main ? `, its picture to ${picture}` : ''}.`];
}

async function writeMarked(file: string, content: Uint8Array): Promise<void> {
  try {
    await writeFile(file, Buffer.concat([Buffer.from(marker), content]));
  } catch (error) {
    // Of a file to write, "does not exist" would be no reason.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new MessageError(
      message('cli.reportFolder', 'There is no folder {folder} to write {file} to.', {
        folder: dirname(file),
        file: basename(file),
      }),
      { cause: error },
    );
  }
}

async function emptySeries(engine: Engine): Promise<MemoryEvidence> {
  const process = { name: '', pid: null, goVersion: '', startMs: null };
  const header = writeHistoryLine({
    kind: 'header',
    header: { target: '', source: '', process, metrics: [] },
  });
  const [evidence] = await engine.open(new TextEncoder().encode(header), { name: 'nothing.memwatch' });
  return evidence as MemoryEvidence;
}
