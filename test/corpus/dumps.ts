import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProfileEvidence } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import type { MemStats } from '../../src/model/memStats';
import type { CorpusResult } from './corpusResult';

/** Checks every profile in text form (`*.debug1.txt`) of the dumps: it opens, counts what it says, and is named. */
export async function checkDumpsCorpus(folder: string): Promise<CorpusResult> {
  const shortfalls: string[] = [];
  let checked = 0;
  let failedFiles = 0;
  for (const part of ['generated', 'real'].map((name) => resolve(folder, name)).filter(existsSync)) {
    for (const name of readdirSync(part).filter((file) => file.endsWith('.debug1.txt'))) {
      const found = await checkFile(name, readFileSync(resolve(part, name)));
      shortfalls.push(...found.map((line) => `${name}: ${line}`));
      checked++;
      if (found.length > 0) failedFiles++;
    }
  }
  return { checked, failedFiles, shortfalls };
}

/** The manifest calls these excerpts: their records are shortened, and the header still counts all. */
const excerpts = /^(etcd10009|heap-(beego|go1244|go68136|leveldb))/;

async function checkFile(name: string, bytes: Buffer): Promise<string[]> {
  const engine = createEngine();
  try {
    const [opened] = await engine.openProfiles(Uint8Array.from(bytes), { name });
    const { sampleIndex } = opened!.facts;
    const top = await engine.ask(opened!.handle, 'top', { sampleIndex, granularity: 'functions' });
    const [nameless] = await engine.openProfiles(Uint8Array.from(bytes), { name, symbolize: 'none' });
    const text = bytes.toString('latin1');
    const isHeap = text.startsWith('heap profile');
    return [
      ...checkKind(opened!, isHeap ? 'heap' : 'goroutine'),
      ...(isHeap ? checkMemStats(text, opened!.facts.memStats) : checkTotal(name, text, opened!)),
      ...checkSameTotals(opened!, nameless!),
      ...checkNames(text, top.name),
    ];
  } catch (error) {
    return [`does not open: ${(error as Error).message}`];
  } finally {
    engine.dispose();
  }
}

function checkKind({ facts }: ProfileEvidence, kind: string): string[] {
  return facts.kind === kind ? [] : [`is ${facts.kind}, not ${kind}`];
}

/** `goroutine profile: total N` is the sum of all stacks, and a file that lacks some says so. */
function checkTotal(name: string, text: string, { facts, problems }: ProfileEvidence): string[] {
  const total = Number(/: total (\d+)/.exec(text)![1]);
  const sum = facts.sampleTypes[0]!.total;
  const isExcerpt = excerpts.test(name);
  const shortfalls: string[] = [];
  if ((sum === total) === isExcerpt) shortfalls.push(`the header says ${total}, the stacks ${sum}`);
  if (problems.length !== (isExcerpt ? 1 : 0)) shortfalls.push(`${problems.length} problems`);
  return shortfalls;
}

/** The identities of Go's runtime.MemStats, as far as the footer is whole. */
function checkMemStats(text: string, stats: MemStats | undefined): string[] {
  if (!stats) return text.includes('# runtime.MemStats') ? ['the MemStats are lost'] : [];
  const keys = (text.match(/^# \w+ = /gm) ?? []).length;
  const pairs = (text.match(/^# \w+ = \d+ \/ \d+$/gm) ?? []).length;
  const shortfalls: string[] = [];
  if (Object.keys(stats).length !== keys + pairs) {
    shortfalls.push(`${Object.keys(stats).length} fields of ${keys + pairs}`);
  }
  if (stats.Alloc !== stats.HeapAlloc) shortfalls.push('Alloc is not HeapAlloc');
  if (stats.HeapSys !== stats.HeapInuse! + stats.HeapIdle!) shortfalls.push('HeapSys is no sum');
  if (stats.HeapReleased! > stats.HeapIdle!) shortfalls.push('more released than idle');
  // Go 1.2 wrote no GCSys and OtherSys: the sum is short there.
  if (stats.GCSys === undefined || stats.OtherSys === undefined) return shortfalls;
  const parts = [stats.HeapSys!, stats.StackSys!, stats.MSpanSys!, stats.MCacheSys!, stats.BuckHashSys!];
  const sum = [...parts, stats.GCSys, stats.OtherSys].reduce((total, part) => total + part, 0);
  if (stats.Sys !== sum) shortfalls.push(`Sys is ${stats.Sys}, its parts ${sum}`);
  return shortfalls;
}

/** Names change nothing about the values. */
function checkSameTotals(named: ProfileEvidence, nameless: ProfileEvidence): string[] {
  const totals = ({ facts }: ProfileEvidence) => facts.sampleTypes.map(({ total }) => total).join();
  return totals(named) === totals(nameless)
    ? []
    : [`${totals(named)} with names, ${totals(nameless)} without`];
}

/** Every function with a value is one that a comment of the file names, or the unnamed rest of an excerpt. */
function checkNames(text: string, names: readonly string[]): string[] {
  const commented = new Set<string>();
  for (const [, name] of text.matchAll(/^#[\t ]+0x[\da-f]+[\t ]+(.+?)\+0x[\da-f]+/gm)) commented.add(name!);
  const strange = names.filter((name) => name !== '<unknown>' && !commented.has(name));
  const isNamed = commented.size === 0 || names.length === 0 || names.some((name) => commented.has(name));
  return [
    ...strange.map((name) => `no comment names ${name}`),
    ...(isNamed ? [] : ['no function has a name']),
  ];
}
