import { setTimeout as delay } from 'node:timers/promises';
import { parseCaptureTarget } from '../../src/capture/captureTarget';
import { decodeWith } from '../../src/capture/memory/memoryReply';
import { type WatchEvent, watchMemory } from '../../src/capture/memory/memoryWatch';
import type { Engine } from '../../src/engine/engine';
import { writeHistoryLine } from '../../src/model/memoryHistory';
import { startGoServer } from '../helpers/goProgram';

/** What was seen of a program that ran under watch. */
export interface Recording {
  /** Lines of its history: the header, then a sample a second. */
  readonly history: readonly TimedLine[];
  /** What it wrote with GODEBUG=gctrace=1. */
  readonly trace: readonly TimedLine[];
  /** Stacks of all goroutines (debug=2), oldest first. */
  readonly dumps: readonly { readonly seconds: number; readonly atMs: number; readonly text: string }[];
}

export interface TimedLine {
  /** Since the watch began; of a GC trace since the program began, which is a moment before. */
  readonly seconds: number;
  readonly text: string;
}

export interface RecordOptions {
  readonly binary: string;
  readonly args: readonly string[];
  readonly seconds: number;
  /** When stacks are taken, in seconds since the watch began. */
  readonly dumpsAt: readonly number[];
}

const mostReplyBytes = 2 ** 26;

/**
 * Runs the program and watches it as `heaplens watch` does, a sample a second. What the machine says of the process is not asked
 * for: the limit of the container that tests run in is none of the program's.
 */
export async function record(
  engine: Engine,
  { binary, args, seconds, dumpsAt }: RecordOptions,
): Promise<Recording> {
  const server = await startGoServer(binary, 0, args, { GODEBUG: 'gctrace=1' });
  try {
    const startedMs = Date.now();
    const history: TimedLine[] = [];
    const onEvent = (event: WatchEvent) => {
      const text = historyLineOf(event);
      if (text !== null) history.push({ seconds: (Date.now() - startedMs) / 1000, text });
    };
    const options = {
      target: parseCaptureTarget(server.url),
      headers: {},
      timeoutSeconds: 20,
      maximumBytes: mostReplyBytes,
      everySeconds: 1,
      maximumSeconds: seconds,
    };
    const [dumps] = await Promise.all([
      takeDumps(server.url, dumpsAt, startedMs),
      watchMemory(
        options,
        { decode: decodeWith(engine, mostReplyBytes), onEvent },
        new AbortController().signal,
      ),
    ]);
    return { history, trace: traceLines(server.errors()), dumps };
  } finally {
    await server.stop();
  }
}

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

async function takeDumps(
  url: string,
  dumpsAt: readonly number[],
  startedMs: number,
): Promise<Recording['dumps']> {
  const dumps: Recording['dumps'][number][] = [];
  for (const seconds of dumpsAt) {
    await delay(Math.max(0, startedMs + seconds * 1000 - Date.now()));
    const atMs = Date.now();
    const reply = await fetch(`${url}/debug/pprof/goroutine?debug=2`);
    dumps.push({ seconds: (atMs - startedMs) / 1000, atMs, text: await reply.text() });
  }
  return dumps;
}

/** `gc 7 @1.234s 2%: … 2 P` counts from the start of the program; the last may be torn, where the program was ended. */
function traceLines(errors: string): TimedLine[] {
  return errors.split(/(?<=\n)/).flatMap((text) => {
    const seconds = /^gc \d+ @([\d.]+)s .* P(?: \(forced\))?\n$/.exec(text)?.[1];
    return seconds === undefined ? [] : [{ seconds: Number(seconds), text }];
  });
}
