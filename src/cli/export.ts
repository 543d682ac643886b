import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ExportFormat, exportFormats } from '../model/exporting';
import { type Command, UsageError } from './command';
import { openProfiles, sampleIndexOf } from './openProfiles';
import { questionNotes } from './questionNotes';

export const exportCommand: Command = {
  name: 'export',
  args: 'FILE…',
  summary: 'what the options leave of the profile, for other tools',
  ownOptions: [
    { name: 'format', value: 'FORMAT', about: `${exportFormats.join(', ')}; default: pprof` },
    { name: 'output', value: 'PATH', about: 'file to write; default: standard output, but not for pprof' },
  ],
  run: async (options, engine) => {
    const { args, own, question, granularity, report } = options;
    if (args.length === 0) throw new UsageError('export takes a file, got 0');
    const format = formatOf(own.format);
    const output = typeof own.output === 'string' ? own.output : '';
    if (output === '' && format === 'pprof') throw new UsageError('export of pprof needs --output PATH');
    const profile = await openProfiles(engine, args, options);
    const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
    const title = args.map((file) => basename(file)).join(' + ');
    const query = { format, sampleIndex, question, granularity, report, title };
    const bytes = await engine.ask(profile.handle, 'export', query);
    const notes = await questionNotes(engine, profile, sampleIndex, question);
    if (output === '') return { text: Buffer.from(bytes).toString(), notes };
    await writeWhole(output, bytes);
    return { text: '', notes };
  },
};

function formatOf(wanted: unknown): ExportFormat {
  const format = exportFormats.find((candidate) => candidate === (wanted ?? 'pprof'));
  if (!format) throw new UsageError(`unknown format "${wanted}"; there are ${exportFormats.join(', ')}`);
  return format;
}

/** A reader sees the old file or the new one, never half of it. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
