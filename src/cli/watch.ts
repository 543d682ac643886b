import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Message, MessageError, message } from '../base/message';
import { parseCaptureTarget } from '../capture/captureTarget';
import { HistoryFile } from '../capture/memory/historyFile';
import { sampleLocalProcess } from '../capture/memory/localProcess';
import { decodeWith } from '../capture/memory/memoryReply';
import { type WatchEvent, type WatchOptions, watchMemory } from '../capture/memory/memoryWatch';
import type { Engine } from '../engine/engine';
import { writeHistoryLine } from '../model/memoryHistory';
import { type Command, type CommandResult, type LiveOutput, UsageError } from './command';
import { listOf, type Options } from './options';
import { shellText } from './shellWords';
import { WatchRecord } from './watchRecord';
import { WatchText } from './watchText';

export const watchCommand: Command = {
  name: 'watch',
  args: 'URL',
  summary: 'memory of a running program, a line a sample: localhost:6060, or /metrics, /debug/vars of it',
  ownOptions: [
    { name: 'for', value: 'TIME', about: 'stop after 10m, 90s, 1h30m; default: with Ctrl+C' },
    {
      name: 'every',
      value: 'TIME',
      about: 'from sample to sample: 500ms, 2s; default 1s, heap profiles 10s',
    },
    { name: 'pid', value: 'N', about: 'process on this machine whose /proc files are sampled too' },
    { name: 'no-local', about: 'read nothing of /proc, even where the program runs on this machine' },
    { name: 'out', value: 'FILE', about: 'keep the history, at most 16 MB of it: Heaplens opens *.memwatch' },
    { name: 'header', value: 'NAME:VALUE', about: 'sent with every request', repeated: true },
  ],
  sharedOptions: ['json'],
  run: watch,
};

/** Proxies and exporters with large replies are no reason to take much memory. */
const mostReplyBytes = 64 * 2 ** 20;
const historyBytes = 16 * 2 ** 20;
const timeoutSeconds = 10;

async function watch(options: Options, engine: Engine, live: LiveOutput): Promise<CommandResult> {
  const plan = planOf(options);
  const decode = decodeWith(engine, mostReplyBytes);
  const out = await openOut(options.own.out);
  const signal = live.interrupted();
  const notes = new Notes(live, !options.json);
  const people = options.json ? null : { text: new WatchText(), record: new WatchRecord(engine) };
  const onEvent = async (event: WatchEvent) => {
    notes.of(event);
    const line = historyLineOf(event);
    if (line !== null) await out?.append(line).catch((error: unknown) => notes.ofFailure(error));
    if (line !== null) await people?.record.add(line);
    const shown = people ? people.text.linesOf(event) : line;
    if (shown) await live.write(shown);
  };
  const pid = pidOf(options.own.pid);
  const isLocal = options.own['no-local'] !== true;
  const onNote = (note: Message) => notes.say(note);
  const local = isLocal ? sampleLocalProcess({ ...plan, pid, decode, onNote }) : null;
  if (pid !== null && local === null) {
    throw new UsageError('--pid samples processes of this machine, which works on Linux', {
      showsUsage: false,
    });
  }
  await watchMemory(plan, { decode, onEvent, ...(local && { local }) }, signal);
  return { text: (await people?.record.summary()) ?? '' };
}

/** What is worth a line on stderr; the same line not again and again while a connection is waited for. */
class Notes {
  readonly #live: LiveOutput;
  readonly #isText: boolean;
  #last = '';

  constructor(live: LiveOutput, isText: boolean) {
    this.#live = live;
    this.#isText = isText;
  }

  of(event: WatchEvent): void {
    if (event.kind === 'started' || event.kind === 'source') this.say(event.source.cost);
    if (event.kind === 'note') this.say(event.note);
    // People read of a gap between the samples: the same beside it would stand in the same terminal.
    if (event.kind === 'mark' && event.mark.kind === 'gap' && this.#isText) this.#last = event.mark.what;
    if (event.kind !== 'state') return;
    if (event.note === null) this.#last = '';
    this.say(event.note);
  }

  /** A full disk ends the history in the file, not the watch. */
  ofFailure(error: unknown): void {
    if (!(error instanceof MessageError)) throw error;
    this.say(error.detail);
  }

  say(note: Message | null): void {
    if (note === null) return;
    const line = shellText(note);
    if (line !== this.#last) this.#live.note(line);
    this.#last = line;
  }
}

/** null for what a history does not keep. */
function historyLineOf(event: WatchEvent): string | null {
  switch (event.kind) {
    case 'started':
      return writeHistoryLine({ kind: 'header', header: event.header });
    case 'sample':
      return writeHistoryLine({ kind: 'sample', timeMs: event.atMs, row: event.fields });
    case 'mark':
      return writeHistoryLine({ kind: 'mark', mark: event.mark });
    default:
      return null;
  }
}

function planOf({ args, own }: Options): WatchOptions {
  const [address, ...others] = args;
  if (address === undefined || others.length > 0) {
    throw new UsageError(`watch takes one address, got ${args.length}`);
  }
  return {
    target: parseCaptureTarget(address),
    headers: headersOf(listOf(own.header)),
    timeoutSeconds,
    maximumBytes: mostReplyBytes,
    everySeconds: secondsOf('--every', own.every, shortestSeconds) ?? 1,
    maximumSeconds: secondsOf('--for', own.for, 0) ?? Number.POSITIVE_INFINITY,
  };
}

const shortestSeconds = 0.1;

/** `90s`, `1h30m`, `500ms`, as Go writes durations; a plain number is seconds. */
export function secondsOf(option: string, text: Options['own'][string], least: number): number | undefined {
  if (text === undefined) return undefined;
  const words = String(text);
  const parts = [...words.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|$)/g)];
  const seconds = parts.reduce((sum, [, number, unit]) => sum + Number(number) * secondsIn[unit!]!, 0);
  if (parts.map(([part]) => part).join('') !== words || parts.length === 0) {
    throw new UsageError(`${option} takes a time like 90s, 10m or 1h30m, got "${words}"`, {
      showsUsage: false,
    });
  }
  if (seconds <= 0 || seconds < least) {
    throw new UsageError(
      `${option} must be ${least > 0 ? `at least ${least}s` : 'more than 0s'}, got "${words}"`,
      {
        showsUsage: false,
      },
    );
  }
  return seconds;
}

const secondsIn: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, '': 1 };

function pidOf(text: Options['own'][string]): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,9}$/.test(String(text))) {
    throw new UsageError(`--pid takes the number of a process, got "${text}"`, { showsUsage: false });
  }
  return Number(text);
}

export function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):\s*(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) {
        throw new UsageError('--header takes NAME:VALUE, for example "Authorization: Bearer …"', {
          showsUsage: false,
        });
      }
      return [name, value];
    }),
  );
}

/** A file that is there is not written over: it may be another history. */
async function openOut(file: Options['own'][string]): Promise<HistoryFile | null> {
  if (file === undefined) return null;
  const path = resolve(String(file));
  try {
    await (await open(path, 'wx')).close();
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw isThere
      ? new MessageError(
          message('cli.outExists', '{file} is there already. Give --out another name, or remove it first.', {
            file: String(file),
          }),
        )
      : error;
  }
  return HistoryFile.open(path, historyBytes);
}
