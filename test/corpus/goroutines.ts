import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ProfileEvidence } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import { readGoroutineDumps } from '../../src/formats/goroutine/readGoroutineDumps';
import { sketchDump } from '../helpers/dumpSketch';
import type { CorpusResult } from './corpusResult';

/**
 * Files of the generated folder and of the traces: goroutines by a count of their headers, `grep -c '^goroutine [1-9]'`, for
 * debug=1 their header's total.
 */
const counted: readonly (readonly [folder: string, file: string, goroutines: number])[] = [
  ['dumps/generated', 'chan-recv-10.debug1.txt', 11],
  ['dumps/generated', 'chan-recv-10.debug2.txt', 11],
  ['dumps/generated', 'chan-recv-1000.debug1.txt', 1001],
  ['dumps/generated', 'chan-recv-1000.debug2.txt', 1001],
  ['dumps/generated', 'chan-send-10.debug1.txt', 11],
  ['dumps/generated', 'chan-send-10.debug2.txt', 11],
  ['dumps/generated', 'chan-send-1000.debug1.txt', 1001],
  ['dumps/generated', 'chan-send-1000.debug2.txt', 1001],
  ['dumps/generated', 'chan-send-100000.debug1.txt', 100001],
  ['dumps/generated', 'headers-go125-127.txt', 5],
  ['dumps/generated', 'heapcap-mixed-6000.debug1.txt', 6001],
  ['dumps/generated', 'heapcap-mixed-6000.debug2.txt.gz', 6001],
  ['dumps/generated', 'heapcap-time-after-loop-20000.debug1.txt', 20001],
  ['dumps/generated', 'http-body-10.debug1.txt', 32],
  ['dumps/generated', 'http-body-10.debug2.txt', 32],
  ['dumps/generated', 'http-body-1000.debug1.txt', 3002],
  ['dumps/generated', 'hugealloc.txt', 5],
  ['dumps/generated', 'io-wait-10.debug1.txt', 11],
  ['dumps/generated', 'io-wait-10.debug2.txt', 11],
  ['dumps/generated', 'io-wait-1000.debug1.txt', 1001],
  ['dumps/generated', 'mapwrite.txt', 9],
  ['dumps/generated', 'mixed-240-minutes.debug1.txt', 241],
  ['dumps/generated', 'mixed-240-minutes.debug2.txt', 241],
  ['dumps/generated', 'nil-chan-recv-10.debug1.txt', 11],
  ['dumps/generated', 'nil-chan-recv-10.debug2.txt', 11],
  ['dumps/generated', 'nil-chan-recv-1000.debug1.txt', 1001],
  ['dumps/generated', 'nil-chan-recv-1000.debug2.txt', 1001],
  ['dumps/generated', 'nil-chan-recv-100000.debug1.txt', 100001],
  ['dumps/generated', 'nil-chan-send-10.debug1.txt', 11],
  ['dumps/generated', 'nil-chan-send-10.debug2.txt', 11],
  ['dumps/generated', 'nil-chan-send-1000.debug1.txt', 1001],
  ['dumps/generated', 'nil-chan-send-1000.debug2.txt', 1001],
  ['dumps/generated', 'oom-ulimit.txt', 7],
  ['dumps/generated', 'repanic.txt', 1],
  ['dumps/generated', 'rwmutex-10.debug1.txt', 11],
  ['dumps/generated', 'rwmutex-10.debug2.txt', 11],
  ['dumps/generated', 'rwmutex-1000.debug1.txt', 1001],
  ['dumps/generated', 'sigquit-crash.txt', 11],
  ['dumps/generated', 'sleep-10.debug1.txt', 11],
  ['dumps/generated', 'sleep-10.debug2.txt', 11],
  ['dumps/generated', 'sleep-1000.debug1.txt', 1001],
  ['dumps/generated', 'sleep-1000.debug2.txt', 1001],
  ['dumps/generated', 'stack.txt', 5],
  ['dumps/generated', 'threads.txt', 45],
  ['dumps/generated', 'ticker-10.debug1.txt', 11],
  ['dumps/generated', 'ticker-10.debug2.txt', 11],
  ['dumps/generated', 'ticker-1000.debug1.txt', 1001],
  ['dumps/generated', 'ticker-1000.debug2.txt', 1001],
  ['dumps/generated', 'time-after-loop-10.debug1.txt', 11],
  ['dumps/generated', 'time-after-loop-10.debug2.txt', 11],
  ['dumps/generated', 'time-after-loop-1000.debug1.txt', 1001],
  ['dumps/generated', 'time-after-loop-1000.debug2.txt', 1001],
  ['dumps/generated', 'unlock.txt', 1],
  ['trace', 'leak_go119.goroutines.txt', 122],
  ['trace', 'leak_go121.goroutines.txt', 122],
  ['trace', 'leak_go122.goroutines.txt', 122],
  ['trace', 'leak_go123.goroutines.txt', 222],
  ['trace', 'leak_go125.goroutines.txt', 122],
  ['trace', 'leak_go126.goroutines.txt', 222],
  ['trace', 'leak_go127.goroutines.txt', 122],
];

/** Where a text holds several dumps, the goroutines of each. */
const pieces: Readonly<Record<string, readonly number[]>> = {
  // Two tests of the log timed out.
  'gobuild-logparser-18.log': [3, 4],
  // Two tests of the log failed with a stack.
  'gobuild-logparser-8.log': [1, 1],
  // One that the program wrote, and one for Ctrl+\.
  'gpn-runtime-stack.txt': [5, 5],
  // These reports quote the panic, and then hold it again in full.
  'syzkaller-gvisor-0.txt': [2, 1],
  'syzkaller-gvisor-1.txt': [2, 1],
  'syzkaller-gvisor-2.txt': [2, 1],
  'syzkaller-gvisor-4.txt': [2, 1],
};

/** Where the manifest counts otherwise than goroutines are counted, with the reason. */
const manifestDiffers: Readonly<Record<string, { readonly goroutines: number; readonly why: string }>> = {
  'gpn-runtime-stack.txt': { goroutines: 10, why: 'one of 11 headers is goroutine 0, a stack of a thread' },
  'etcd10009-108805-excerpt.debug1.txt': {
    goroutines: 36_222,
    why: 'an excerpt: its header still counts all',
  },
};

/** Lines of these texts that are no part of a dump, though they stand between its goroutines. */
const skippedLines: Readonly<Record<string, number>> = {
  // "Goroutine 179778 in state chan receive, with … on top of the stack:"
  'chanx12-ghactions-prefixed-excerpt.debug2.txt': 1,
  // "main.main)(" and its place.
  'gostackparse-errorhandling.txt': 2,
};

interface Expected {
  readonly folder: string;
  readonly file: string;
  readonly goroutines: number;
  readonly kind: string;
}

/** Checks every text of goroutines of the corpus: as many goroutines as there are, in as many dumps, and what ended the program. */
export async function checkGoroutines(folder: string): Promise<CorpusResult> {
  const root = resolve(folder, '..');
  const all = [
    ...counted.map(([part, file, goroutines]) => ({ folder: part, file, goroutines, kind: '' })),
    ...manifest(root),
  ].filter(({ folder: part, file }) => existsSync(resolve(root, part, file)));
  const shortfalls = unlisted(root, all);
  let failedFiles = shortfalls.length;
  for (const expected of all) {
    const found = await checkFile(expected, readFileSync(resolve(root, expected.folder, expected.file)));
    shortfalls.push(...found.map((line) => `${expected.file}: ${line}`));
    if (found.length > 0) failedFiles++;
  }
  return { checked: all.length, failedFiles, shortfalls };
}

/** What the manifest of the real dumps says of goroutines. */
function manifest(root: string): Expected[] {
  const file = resolve(root, 'dumps', 'real', 'MANIFEST.tsv');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([, kind]) => /^(goroutine-|panic|sigquit)/.test(kind ?? ''))
    .map(([name, kind, , count]) => ({
      folder: 'dumps/real',
      file: name!,
      goroutines: manifestDiffers[name!]?.goroutines ?? Number(count),
      kind: kind!,
    }));
}

/** Files with goroutines that neither the table nor the manifest knows. */
function unlisted(root: string, all: readonly Expected[]): string[] {
  const known = new Set(all.map(({ folder, file }) => `${folder}/${file}`));
  return ['dumps/generated', 'dumps/real', 'trace']
    .filter((part) => existsSync(resolve(root, part)))
    .flatMap((part) =>
      readdirSync(resolve(root, part))
        .filter((file) => /\.(txt|log)(\.gz)?$/.test(file) && !known.has(`${part}/${file}`))
        .filter((file) => headersIn(textOf(readFileSync(resolve(root, part, file)))) > 0)
        .map((file) => `${part}/${file}: has goroutines, but no expected count`),
    );
}

async function checkFile({ file, goroutines, kind }: Expected, bytes: Buffer): Promise<string[]> {
  const engine = createEngine();
  try {
    const opened = await engine.openProfiles(Uint8Array.from(bytes), { name: file });
    return [
      ...checkCounts(file, goroutines, textOf(bytes), opened),
      ...checkCrash(kind, opened),
      ...checkSkipped(file, opened),
      ...checkWrapped(textOf(bytes)),
    ];
  } catch (error) {
    return [`does not open: ${(error as Error).message}`];
  } finally {
    engine.dispose();
  }
}

function checkCounts(
  file: string,
  goroutines: number,
  text: string,
  opened: readonly ProfileEvidence[],
): string[] {
  const parsed = opened.map((evidence) => evidence.goroutines?.parsed ?? 0);
  const shortfalls: string[] = [];
  const sum = parsed.reduce((total, count) => total + count, 0);
  if (sum !== goroutines) shortfalls.push(`${sum} goroutines of ${goroutines}`);
  const expected = pieces[file] ?? [goroutines];
  if (parsed.join() !== expected.join())
    shortfalls.push(`in pieces of ${parsed.join()}, not ${expected.join()}`);
  // The count by hand, once more: the table and the manifest could both be wrong.
  const isCounted = /^goroutine profile: total /.test(text);
  if (!isCounted && headersIn(text) !== goroutines) shortfalls.push(`${headersIn(text)} headers`);
  return shortfalls;
}

function checkCrash(kind: string, opened: readonly ProfileEvidence[]): string[] {
  const kinds = opened.flatMap(({ goroutines }) => goroutines?.crash?.kind ?? []);
  if (kind === 'sigquit') return kinds.includes('signal') ? [] : ['no signal'];
  if (kind === 'panic/fatal')
    return kinds.length === opened.length ? [] : ['no word of what ended the program'];
  return [];
}

function checkSkipped(file: string, opened: readonly ProfileEvidence[]): string[] {
  const skipped = opened.reduce((sum, { goroutines }) => sum + (goroutines?.skippedLines ?? 0), 0);
  const expected = skippedLines[file] ?? 0;
  return skipped === expected ? [] : [`${skipped} lines skipped, not ${expected}`];
}

/** What logs put around lines, and what is done to texts on their way. */
const wrappings: Readonly<Record<string, (line: string, index: number) => string>> = {
  journald: (line, i) => `Dec  2 09:14:${10 + (i % 50)} web-1 shop[411]: ${line}`,
  'GitHub Actions': (line, i) => `2022-12-25T16:09:45.95551${10 + (i % 90)}Z ${line}`,
  Kubernetes: (line, i) => `2024-12-02T09:14:33.1234567${10 + (i % 90)}Z stderr F ${line}`,
  Docker: (line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr' }),
  'go test -json': (line) => JSON.stringify({ Action: 'output', Package: 'x/y', Output: `${line}\n` }),
  indentation: (line) => `    ${line}`,
  CRLF: (line) => `${line}\r`,
};

/** The dumps of a text are the same in any wrapping. */
function checkWrapped(text: string): string[] {
  if (headersIn(text) === 0) return [];
  const lines = text.replace(/\n$/, '').replaceAll('\r', '').split('\n');
  const plain = sketches(lines);
  return Object.entries(wrappings).flatMap(([name, wrap]) =>
    sketches(lines.map(wrap)) === plain ? [] : [`has other dumps in the wrapping of ${name}`],
  );
}

function sketches(lines: readonly string[]): string {
  const { dumps } = readGoroutineDumps(Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
  return JSON.stringify(dumps.map(({ dump }) => [dump.crash?.text, sketchDump(dump)]));
}

function headersIn(text: string): number {
  return (text.match(/goroutine [1-9]\d* .*\[.*\].*:\r?$/gm) ?? []).length;
}

function textOf(bytes: Buffer): string {
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1');
}
