import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readGcTrace } from '../../src/formats/gctrace/readGcTrace';
import { cycleColumns, type FoundSeries } from '../../src/model/memorySeries';
import type { CorpusResult } from './corpusResult';

const MiB = 2 ** 20;

/** Cycles of the generated files, which the manifest of the real ones does not list. */
const generated: Readonly<Record<string, number>> = {
  'gctrace-gcpacer.txt': 171,
  'gctrace-memlimit-thrash.txt': 93,
};

/** Processes that wrote to a file, by their cycles; all other files are of one. */
const processes: Readonly<Record<string, readonly number[]>> = {
  // `go run`: the go command, the compiler, the linker and at last the program.
  'gctrace-tebeka-map.txt': [18, 2, 2, 73],
};

/** Lines of eight files, written down by hand: number, time, %, clock, cpu, heap, goal, stacks, globals, P, forced. */
const byHand: Readonly<Record<string, readonly (number | string)[][]>> = {
  'gctrace-gcvis-go15.txt': [
    [1, 166, 0, 0.22, 3.134, 0.56, 0.45, 0.55, 2.89, 0, 1.1, 5, 5, 1, 4, '-', '-', 4, 0],
    [129, 11403, 10, 0.1, 62, 0.7, 0.43, 51, 52, 122, 2.8, 128, 130, 68, 131, '-', '-', 4, 0],
  ],
  'gctrace-go18896-excerpt.txt': [
    [1, 11, 1, 0.13, 16, 0.24, 0.41, 16, 1.4, 18, 0.74, 16, 16, 16, 17, '-', '-', 40, 0],
    [12, 8371, 1, 0.11, 296, 0.34, 3.6, 7, 1781, 344, 11, 3655, 3662, 3197, 3749, '-', '-', 40, 0],
  ],
  'gctrace-go192-scvg-40P-excerpt.txt': [
    [
      84,
      1385961,
      2,
      0.2,
      4138,
      0.29,
      6.4,
      33879,
      40532,
      68952,
      9.3,
      14799,
      15033,
      7927,
      15626,
      '-',
      '-',
      40,
      0,
    ],
    [
      86,
      1578615,
      2,
      0.32,
      3306,
      0.39,
      10,
      51638,
      32350,
      29866,
      12,
      15495,
      15644,
      7850,
      15994,
      '-',
      '-',
      40,
      0,
    ],
  ],
  'gctrace-go22439-windows-excerpt.txt': [
    [212, 924, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 10, 6, 11, '-', '-', 4, 0],
    [219, 955, 0, 1, 0, 0, 4, 0, 0, 0, 0, 8, 8, 4, 9, '-', '-', 4, 0],
  ],
  'gctrace-go44554-journal-excerpt.txt': [
    [93, 3074095, 0, 0.074, 32, 0.036, 0.59, 0.37, 64, 113, 0.29, 269, 274, 204, 276, '-', '-', 8, 0],
    [100, 3427463, 0, 0.48, 25, 0.079, 3.8, 92, 51, 0, 0.63, 361, 366, 99, 370, '-', '-', 8, 0],
  ],
  'gctrace-go68643-mixedlog-excerpt.txt': [
    [1, 3003, 0, 0.012, 0.15, 0.003, 0.29, 0, 0.16, 0, 0.074, 4, 4, 4, 4, 0, 0, 24, 0],
  ],
  'gctrace-felixge-go118.txt': [
    [1, 1, 3, 0.025, 0.25, 0.015, 0.3, 0, 0.27, 0.047, 0.18, 1, 1, 1, 4, 0, 0, 12, 1],
    [4, 10, 3, 0.055, 0.61, 0.02, 0.67, 0.085, 1.2, 0.53, 0.24, 4, 4, 3, 4, 0, 0, 12, 0],
    [67, 5557, 1, 0.057, 30, 0.02, 0.68, 0.072, 90, 131, 0.24, 280, 285, 245, 292, 0, 0, 12, 0],
  ],
  'gctrace-gcpacer.txt': [
    [1, 0, 12, 0.083, 0.18, 0.01, 0.16, 0.009, 0.051, 0.041, 0.02, 3, 4, 0, 4, 0, 0, 2, 0],
    [171, 3962, 8, 0.036, 5.2, 0.02, 0.073, 0.077, 2.1, 0.076, 0.04, 67, 82, 56, 78, 0, 0, 2, 0],
  ],
  'gctrace-memlimit-thrash.txt': [
    [93, 1068, 0, 0.053, 0.37, 0.001, 0.1, 0, 0.21, 0.063, 0.003, 245, 247, 247, 245, 0, 0, 2, 0],
  ],
};

/** Which columns the numbers above are, those of a heap in MiB. */
const handColumns = [
  ...['number', 'timeMs', 'percentSinceStart', 'sweepTermMs', 'markMs', 'markTermMs', 'sweepTermCpuMs'],
  ...['assistCpuMs', 'backgroundCpuMs', 'idleCpuMs', 'markTermCpuMs'],
  ...['heapStart', 'heapEnd', 'heapLive', 'goal', 'stacks', 'globals', 'procs', 'forced'],
] as const;
const sizes = new Set(['heapStart', 'heapEnd', 'heapLive', 'goal', 'stacks', 'globals']);

type Row = Readonly<Record<string, number>>;

/**
 * Every line of a GC trace in the corpus is read, with the numbers that an expression finds in it and those that were written
 * down by hand; wrapped as logs wrap lines it is the same; and processes of a real build come apart as their pids do.
 */
export function checkGcTraces(folder: string): CorpusResult {
  const shortfalls: string[] = [];
  let checked = 0;
  let failedFiles = 0;
  const counts = countsOf(folder);
  const check = (name: string, find: () => string[]) => {
    const found = find();
    shortfalls.push(...found.map((line) => `${name}: ${line}`));
    checked++;
    if (found.length > 0) failedFiles++;
  };
  for (const [name, { path, cycles }] of counts) {
    const text = readFileSync(path, 'utf8');
    check(name, () => [...checkFile(name, text, cycles), ...checkWrapped(text)]);
  }
  for (const name of Object.keys(byHand)) {
    if (!counts.has(name)) check(name, () => ['is not in the corpus']);
  }
  if (spawnSync('go', ['version']).status === 0) check('a real build', checkBuild);
  return { checked, failedFiles, shortfalls };
}

function countsOf(folder: string): Map<string, { path: string; cycles: number }> {
  const counts = new Map<string, { path: string; cycles: number }>();
  for (const [name, cycles] of Object.entries(generated)) {
    counts.set(name, { path: resolve(folder, 'generated', name), cycles });
  }
  for (const row of readFileSync(resolve(folder, 'real/MANIFEST.tsv'), 'utf8').split('\n')) {
    const [name, kind, , what] = row.split('\t');
    const cycles = /^(\d+) gc lines/.exec(what ?? '')?.[1];
    if (kind !== 'gctrace' || cycles === undefined) continue;
    counts.set(name!, { path: resolve(folder, 'real', name!), cycles: Number(cycles) });
  }
  return counts;
}

function checkFile(name: string, text: string, cycles: number): string[] {
  const { series } = readGcTrace(Buffer.from(text));
  const rows = rowsOf(series);
  const expected = expectedRows(text);
  const found = series.map((one) => one.series.cycles.length);
  const parts = processes[name] ?? [cycles];
  return [
    ...(rows.length === cycles ? [] : [`${rows.length} cycles, the manifest has ${cycles}`]),
    ...(expected.length === cycles ? [] : [`the expression finds ${expected.length} of ${cycles}`]),
    ...(found.join() === parts.join() ? [] : [`processes of ${found} cycles instead of ${parts}`]),
    ...series.flatMap(({ problems }) => problems.map(({ at }) => `a problem at ${at}`)),
    ...differences(rows, expected),
    ...checkByHand(name, rows),
  ];
}

/** All cycles, in the order of the file. */
function rowsOf(series: readonly FoundSeries[]): Row[] {
  return series
    .flatMap(({ series: { cycles } }) =>
      Array.from({ length: cycles.length }, (_, at) => ({
        ...Object.fromEntries(cycleColumns.map((name) => [name, cycles[name][at]!])),
        forced: cycles.forced[at]!,
        line: cycles.line[at]!,
      })),
    )
    .sort((a, b) => a.line - b.line);
}

/** What an expression says, line by line: nothing of it is the parser's. */
function expectedRows(text: string): Row[] {
  const form =
    /gc #?(\d+) @([\d.]+)s (\d+)%: ([\d.+]+) ms clock, ([\d.+/]+) ms cpu, (\d+)->(\d+)->(\d+) MB, (\d+) MB goal,(?: (\d+) MB stacks, (\d+) MB globals,)? (\d+) P( \(forced\))?/;
  return text.split('\n').flatMap((line, at) => {
    const found = form.exec(line);
    if (!found) return [];
    const [, number, seconds, percent, clock, cpu, ...rest] = found;
    const [start, end, live, goal, stacks, globals] = rest
      .slice(0, 6)
      .map((size) => (size === undefined ? Number.NaN : Number(size) * MiB));
    const wall = clock!.split('+').map(Number);
    const parts = cpu!.split('+');
    const [assist, background, idle] = parts.at(-2)!.split('/').map(Number);
    return {
      number: Number(number),
      timeMs: Math.round(Number(seconds) * 1000),
      percentSinceStart: Number(percent),
      sweepTermMs: wall[0]!,
      markMs: sum(wall.slice(1, -1)),
      markTermMs: wall.at(-1)!,
      sweepTermCpuMs: Number(parts[0]),
      assistCpuMs: assist!,
      backgroundCpuMs: background! + sum(parts.slice(1, -2).map(Number)),
      idleCpuMs: idle!,
      markTermCpuMs: Number(parts.at(-1)),
      ...{
        heapStart: start!,
        heapEnd: end!,
        heapLive: live!,
        goal: goal!,
        stacks: stacks!,
        globals: globals!,
      },
      procs: Number(rest[6]),
      forced: rest[7] === undefined ? 0 : 1,
      line: at + 1,
    };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function isSame(a: number | undefined, b: number | undefined): boolean {
  return Object.is(a, b) || Math.abs(a! - b!) <= 1e-9 * Math.abs(b!);
}

function differences(rows: readonly Row[], expected: readonly Row[]): string[] {
  return expected.flatMap((row, at) =>
    Object.entries(row)
      .filter(([name, value]) => !isSame(rows[at]?.[name], value))
      .map(([name, value]) => `line ${row.line}: ${name} is ${rows[at]?.[name]} instead of ${value}`),
  );
}

function checkByHand(name: string, rows: readonly Row[]): string[] {
  return (byHand[name] ?? []).flatMap((numbers) => {
    const row = rows.find(({ number, timeMs }) => number === numbers[0] && timeMs === numbers[1]);
    return handColumns.flatMap((column, at) => {
      const value = numbers[at] === '-' ? Number.NaN : Number(numbers[at]) * (sizes.has(column) ? MiB : 1);
      return isSame(row?.[column], value)
        ? []
        : [`gc ${numbers[0]}: ${column} is ${row?.[column]} instead of ${value}`];
    });
  });
}

/** What logs put around a line. */
const wrappings: Readonly<Record<string, (line: string) => string>> = {
  kubectl: (line) => `[pod/web-6d4/app] ${line}`,
  syslog: (line) => `Dec  2 09:14:33 web-1 shop[411]: ${line}`,
  cri: (line) => `2024-12-02T09:14:33.123456789Z stderr F ${line}`,
  compose: (line) => `\x1b[36mweb-1  |\x1b[0m ${line}`,
  docker: (line) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2024-12-02T09:14:33.5Z' }).replaceAll(
      '>',
      '\\u003e',
    ),
  journal: (line) =>
    JSON.stringify({
      _PID: '411',
      SYSLOG_IDENTIFIER: 'shop',
      MESSAGE: line,
      __REALTIME_TIMESTAMP: '1733130873500000',
    }),
  windows: (line) => `${line}\r`,
};

function checkWrapped(text: string): string[] {
  const lines = text.split('\n');
  // One process: what tells several apart without prefixes are times, and a log has one time for all here.
  const plain = rowsOf(readGcTrace(Buffer.from(text)).series);
  return Object.entries(wrappings).flatMap(([kind, wrap]) => {
    const found = readGcTrace(Buffer.from(lines.map(wrap).join('\n'))).series;
    const names = new Set(found.map(({ series }) => series.process.name));
    const rows = rowsOf(found).map(({ timeMs: _, ...row }) => row);
    return [
      ...(names.size === 1 ? [] : [`${kind}: names ${[...names]}`]),
      ...differences(
        rows,
        plain.map(({ timeMs: _, ...row }) => row),
      ).map((line) => `${kind}: ${line}`),
    ];
  });
}

/**
 * `go build` of a small module, whose compilers and linker collect, too. A script puts the pid of each before its lines, so
 * it is known whose they are; without these, nearly all of them still go to the right process.
 */
function checkBuild(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'heaplens-gctrace-'));
  try {
    writeFileSync(join(folder, 'go.mod'), 'module m\n\ngo 1.21\n');
    writeFileSync(
      join(folder, 'main.go'),
      'package main\n\nimport (\n\t"encoding/json"\n\t"fmt"\n)\n\nfunc main() {\n\tb, _ := json.Marshal(1)\n\tfmt.Println(string(b))\n}\n',
    );
    const script = join(folder, 'tool.sh');
    writeFileSync(
      script,
      '#!/bin/bash\nexec 3>&2\n"$@" 2> >(sed -u "s/^gc /tool[$$]: gc /" >&3)\nrc=$?\nwait\nexit $rc\n',
      { mode: 0o755 },
    );
    const env = { ...process.env, GOCACHE: join(folder, 'cache'), GODEBUG: 'gctrace=1', GOFLAGS: '-mod=mod' };
    const built = spawnSync('go', ['build', '-toolexec', script, '-o', join(folder, 'm'), '.'], {
      ...{ cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 28 },
    });
    if (built.status !== 0) return [`go build: ${built.stderr.slice(0, 500)}`];
    return compareBuild(built.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compareBuild(log: string): string[] {
  const cycles = log.match(/\bgc \d+ @/g)?.length ?? 0;
  const pids = new Set(log.match(/^tool\[\d+\]/gm));
  const named = readGcTrace(Buffer.from(log)).series;
  const plain = readGcTrace(Buffer.from(log.replace(/^tool\[\d+\]: /gm, ''))).series;
  const writer = new Map(
    named.flatMap(({ series }, at) => [...series.cycles.line].map((line) => [line, at] as const)),
  );
  let joins = 0;
  let wrong = 0;
  for (const { series } of plain) {
    for (let at = 1; at < series.cycles.length; at++, joins++) {
      if (writer.get(series.cycles.line[at]!) !== writer.get(series.cycles.line[at - 1]!)) wrong++;
    }
  }
  return [
    ...(rowsOf(named).length === cycles && rowsOf(plain).length === cycles
      ? []
      : [`cycles are missing of ${cycles}`]),
    ...(pids.size >= 5 ? [] : [`only ${pids.size} processes collected`]),
    // And the go command itself.
    ...(named.length === pids.size + 1 ? [] : [`${named.length} processes of ${pids.size} pids`]),
    ...(wrong <= joins * 0.1 ? [] : [`${wrong} of ${joins} lines joined to another process`]),
  ];
}
