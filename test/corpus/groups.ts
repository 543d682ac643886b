import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createEngine } from '../../src/engine/node/createEngine';
import { type GroupTable, plainReport } from '../../src/model/goroutineReport';
import type { CorpusResult } from './corpusResult';

/** The patterns of a mixed dump in the order in which its program starts them (GROUND_TRUTH.json, perPattern). */
const mixed = (
  'chan-send chan-recv nil-chan-recv empty-select time-after-loop ticker mutex waitgroup cond context ' +
  'context-select sleep'
).split(' ');

interface Truth {
  readonly patterns: Readonly<Record<string, { readonly leakLine: number }>>;
}

/** Groups of every generated `debug=2` text against a naive count of its blocks, and of mixed dumps against the program. */
export async function checkGroups(folder: string): Promise<CorpusResult> {
  const generated = resolve(folder, 'generated');
  const truth: Truth = JSON.parse(readFileSync(resolve(generated, 'GROUND_TRUTH.json'), 'utf8'));
  const files = readdirSync(generated).filter((name) => /\.debug2\.txt(\.gz)?$/.test(name));
  const shortfalls: string[] = [];
  let failedFiles = 0;
  for (const name of files) {
    const bytes = readFileSync(resolve(generated, name));
    const groups = await groupsOf(Uint8Array.from(bytes), name);
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    const found = [...checkNaive(groups, text), ...(/mixed/.test(name) ? checkMixed(groups, truth) : [])];
    shortfalls.push(...found.map((line) => `${name}: ${line}`));
    if (found.length > 0) failedFiles++;
  }
  return { checked: files.length, failedFiles, shortfalls };
}

async function groupsOf(bytes: Uint8Array, name: string): Promise<GroupTable> {
  const engine = createEngine();
  try {
    const [opened] = await engine.openProfiles(bytes, { name });
    return (await engine.ask(opened!.handle, 'report', plainReport)).groups;
  } finally {
    engine.dispose();
  }
}

/** Goroutines by state, frames and creator, as strings. */
function checkNaive(groups: GroupTable, text: string): string[] {
  const counts = new Map<string, number>();
  for (const block of text.trim().split(/\n\n+/)) {
    const state = /^goroutine \d+ \[([^\],]+)/.exec(block)?.[1];
    const frames = block
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/ \+0x\w+$/, '').replace(/ in goroutine \d+$/, ''))
      .map((line) => (line.startsWith('\t') ? line : line.replace(/\([^()]*(\{[^()]*)?\)$/, '')));
    const key = [state, ...frames].join('\n');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const expected = [...counts.values()].sort((a, b) => b - a).join();
  const found = [...groups.count].join();
  return found === expected ? [] : [`groups of ${found}, not of ${expected}`];
}

/** n/12·(1 + i % 3)/2 goroutines of the i-th pattern, and the one that writes the dump. */
function checkMixed(groups: GroupTable, { patterns }: Truth): string[] {
  const total = groups.count.reduce((sum, count) => sum + count, 0);
  const shortfalls: string[] = [];
  if (groups.length !== mixed.length + 1) shortfalls.push(`${groups.length} groups`);
  for (const [i, pattern] of mixed.entries()) {
    const expected = ((total - 1) / 12) * ((1 + (i % 3)) / 2);
    const { leakLine } = patterns[pattern]!;
    const found = Array.from(groups.count).filter((_, group) => {
      const top = groups.frame[groups.frameStart[group]! + groups.topUser[group]!]!;
      return groups.topUser[group]! >= 0 && groups.frames.line[top] === leakLine;
    });
    if (found.join() !== `${expected}`) shortfalls.push(`${pattern}: ${found.join()}, not ${expected}`);
  }
  return shortfalls;
}
