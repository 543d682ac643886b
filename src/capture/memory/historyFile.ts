import { constants } from 'node:fs';
import nodeFs from 'node:fs/promises';
import path from 'node:path';
import { MessageError, message } from '../../base/message';
import { formatBytes } from '../../base/units';
import { joinBytes } from '../httpReply';
import { type HistoryEntry, peakFields, thinHistory } from './thinHistory';

/** The part of node:fs/promises that a history uses. */
export type HistoryFs = Pick<typeof nodeFs, 'appendFile' | 'readFile' | 'rename' | 'rm' | 'writeFile'>;

/**
 * A history on disk that never grows over a number of bytes: where it would, its older half is thinned (see thinHistory). Lines
 * are appended whole, and a thinned file takes the old one's place at once, so it can be read at every moment. Failures are
 * MessageErrors; the next line tries again.
 */
export class HistoryFile {
  readonly path: string;
  readonly #maximumBytes: number;
  readonly #fs: HistoryFs;
  #entries: HistoryEntry[] = [];
  #bytes = 0;
  #isTorn = false;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(file: string, maximumBytes: number, fs: HistoryFs) {
    this.path = file;
    this.#maximumBytes = maximumBytes;
    this.#fs = fs;
  }

  /** Continues the file that is there, which may be empty. A torn last line is ended first. */
  static async open(file: string, maximumBytes: number, fs: HistoryFs = nodeFs): Promise<HistoryFile> {
    const history = new HistoryFile(file, maximumBytes, fs);
    const bytes = await history.#explain(() => fs.readFile(file));
    const isTorn = bytes.length > 0 && bytes.at(-1) !== lineFeed;
    if (isTorn) await history.#explain(() => fs.appendFile(file, '\n'));
    history.#setEntries(entriesOf(linesOf(isTorn ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes)));
    return history;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Lines with their line feeds. Calls are written in their order. Returns where in the file they begin. */
  append(text: string): Promise<number> {
    const written = this.#writing.then(() => this.#explain(() => this.#append(text)));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #append(text: string): Promise<number> {
    const bytes = Buffer.byteLength(text);
    if (this.#bytes + bytes > this.#maximumBytes) await this.#thin(bytes);
    if (this.#bytes + bytes > this.#maximumBytes) throw this.#full();
    const wasTorn = this.#isTorn;
    await this.#write(text);
    if (wasTorn) {
      this.#setEntries(entriesOf(linesOf(await this.#fs.readFile(this.path))));
      return this.#bytes - bytes;
    }
    const offset = this.#bytes;
    this.#bytes += bytes;
    for (const line of text.split('\n').slice(0, -1)) {
      this.#entries.push(entryOf(line, Buffer.byteLength(line) + 1));
    }
    return offset;
  }

  /** Where a line broke off, for example because the disk is full, the next one begins anew. */
  async #write(text: string): Promise<void> {
    const begun = this.#isTorn ? `\n${text}` : text;
    this.#isTorn = true;
    await this.#fs.appendFile(this.path, begun, { flag: withoutCreating });
    this.#isTorn = false;
  }

  /** Leaves room for a quarter, so that it does not happen again with the next line. */
  async #thin(more: number): Promise<void> {
    const lines = linesOf(await this.#fs.readFile(this.path));
    // Somebody else may have written to it.
    if (lines.length !== this.#entries.length) this.#setEntries(entriesOf(lines));
    const kept = thinHistory(this.#entries, Math.floor(0.75 * this.#maximumBytes) - more);
    const left = lines.filter((_, index) => kept[index]);
    const content = joinBytes(
      left,
      left.reduce((sum, { length }) => sum + length, 0),
    );
    const temporary = path.join(path.dirname(this.path), `.heaplens-${path.basename(this.path)}.tmp`);
    try {
      await this.#fs.writeFile(temporary, content);
      await this.#fs.rename(temporary, this.path);
    } catch (error) {
      await this.#fs.rm(temporary, { force: true });
      throw error;
    }
    this.#setEntries(this.#entries.filter((_, index) => kept[index]));
  }

  #setEntries(entries: HistoryEntry[]): void {
    this.#entries = entries;
    this.#bytes = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #full(): MessageError {
    return new MessageError(
      message(
        'watch.historyFull',
        'The history {file} has no room for another line within {limit}. Raise "heaplens.watch.historyMegabytes".',
        { file: this.path, limit: formatBytes(this.#maximumBytes) },
      ),
    );
  }

  async #explain<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof MessageError || !(error instanceof Error)) throw error;
      throw new MessageError(
        message('watch.historyFailed', 'The history {file} could not be written: {reason}', {
          file: this.path,
          reason: error.message,
        }),
        { cause: error },
      );
    }
  }
}

const lineFeed = 0x0a;
/** A file that somebody has deleted or renamed does not come back without its first line. */
const withoutCreating = constants.O_WRONLY | constants.O_APPEND;

/** Lines with their line feeds; the last may have none. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(start, next));
    start = next;
  }
  return lines;
}

function entriesOf(lines: readonly Buffer[]): HistoryEntry[] {
  return lines.map((line) => entryOf(line.toString('utf8'), line.length));
}

function entryOf(line: string, bytes: number): HistoryEntry {
  const value = parse(line);
  const peaks = peakFields.map((name) => (typeof value[name] === 'number' ? value[name] : Number.NaN));
  return { kind: kindOf(value), bytes, peaks };
}

function kindOf(value: Readonly<Record<string, unknown>>): HistoryEntry['kind'] {
  if ('heaplens' in value) return 'head';
  if ('mark' in value) return value.mark === 'capture' ? 'capture' : 'mark';
  return 'sample';
}

/** A torn line, or somebody else's, counts as a sample without numbers. */
function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
