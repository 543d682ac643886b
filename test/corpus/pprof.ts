import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MessageError } from '../../src/base/message';
import type { Engine } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import type { TopTable } from '../../src/model/views';
import type { CorpusResult } from './corpusResult';

/** Rows as `go tool pprof -top` printed them with nothing trimmed, and the raw sums, per value type. */
interface Oracle {
  readonly raw: {
    readonly types: readonly string[];
    readonly samples: number;
    readonly totals: readonly string[];
  };
  readonly top: Readonly<
    Record<
      string,
      { readonly accounting: string; readonly rows: readonly (readonly [string, string, string])[] }
    >
  >;
}

export async function checkPprofCorpus(folder: string): Promise<CorpusResult> {
  const oracles = JSON.parse(
    gunzipSync(readFileSync(resolve(folder, 'oracle.json.gz'))).toString(),
  ) as Record<string, Oracle>;
  const shortfalls: string[] = [];
  let checked = 0;
  let failedFiles = 0;
  for (const row of readManifest(resolve(folder, 'MANIFEST.tsv'))) {
    const isAccepted = row.valid === '1';
    const bytes = readFileSync(resolve(folder, row.file));
    const found = isAccepted
      ? await compareWithGo(row.file, bytes, oracles[row.file]!)
      : await expectOneLine(row.file, bytes);
    shortfalls.push(...found.map((line) => `${row.file}: ${line}`));
    checked++;
    if (found.length > 0) failedFiles++;
  }
  return { checked, failedFiles, shortfalls };
}

/** Rows of MANIFEST.tsv: `valid` is 1 where Go accepts the file. */
export function readManifest(path: string): { file: string; valid: string }[] {
  const [head, ...rows] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const column = (name: string) => head!.indexOf(name);
  return rows.map((cells) => ({
    file: cells[column('file')]!,
    valid: cells[column('valid_go1.23')]!,
  }));
}

async function compareWithGo(name: string, bytes: Uint8Array, oracle: Oracle): Promise<string[]> {
  const engine = createEngine();
  const shortfalls: string[] = [];
  try {
    const [evidence] = await engine.openProfiles(bytes, { name, symbolize: 'none' });
    const { facts, handle } = evidence!;
    if (facts.samples !== oracle.raw.samples)
      shortfalls.push(`${facts.samples} samples, Go has ${oracle.raw.samples}`);
    for (const [type, top] of Object.entries(oracle.top)) {
      const sampleIndex = facts.sampleTypes.findIndex((candidate) => candidate.type === type);
      if (sampleIndex < 0) {
        shortfalls.push(`value type ${type} is missing`);
        continue;
      }
      const total = facts.sampleTypes[sampleIndex]!;
      const goTotal = integerOf(/of (\S+) total/.exec(top.accounting)?.[1] ?? '0', total.unit);
      if (BigInt(total.exactTotal ?? total.total) !== goTotal)
        shortfalls.push(`${type}: total ${total.total}, Go has ${goTotal}`);
      const table = await engine.ask(handle, 'top', { sampleIndex, granularity: 'functions' });
      shortfalls.push(...compareRows(type, table, top.rows, total.unit));
    }
    shortfalls.push(...(await checkRest(engine, handle, facts.sampleIndex)));
  } catch (error) {
    shortfalls.push(`Go accepts it, but: ${(error as Error).message}`);
  } finally {
    engine.dispose();
  }
  return shortfalls;
}

/** The views that the oracle has no numbers for must at least agree with the total. */
async function checkRest(engine: Engine, handle: number, sampleIndex: number): Promise<string[]> {
  const flame = await engine.ask(handle, 'flame', { sampleIndex, root: 0 });
  const costs = await engine.ask(handle, 'lineCosts', {});
  const shortfalls: string[] = [];
  if (flame.length === 0) shortfalls.push('the flame graph has no root');
  for (let i = 0; i < costs.lineCum.length; i++) {
    const limit = costs.sampleTypes[i]!.total * (1 + 1e-9);
    if (costs.lineCum[i]!.some((value) => Math.abs(value) > limit))
      shortfalls.push('a line costs more than the total');
  }
  return shortfalls;
}

function compareRows(
  type: string,
  table: TopTable,
  rows: Oracle['top'][string]['rows'],
  unit: string,
): string[] {
  const go = new Map<string, string[]>();
  for (const [name, flat, cum] of rows) {
    const plain = name.replace(/ \((partial-)?inline\)$/, '');
    push(go, plain, `${integerOf(flat, unit)} ${integerOf(cum, unit)}`);
  }
  const ours = new Map<string, string[]>();
  for (let row = 0; row < table.length; row++) {
    // Go's table breaks a name at its first line end.
    push(ours, table.name[row]!.split('\n', 1)[0]!, `${BigInt(table.flat[row]!)} ${BigInt(table.cum[row]!)}`);
  }
  const shortfalls: string[] = [];
  if (table.length !== rows.length) shortfalls.push(`${type}: ${table.length} rows, Go has ${rows.length}`);
  for (const [name, values] of go) {
    const mine = ours.get(name);
    if (!mine) shortfalls.push(`${type}: no row for ${name}`);
    else if (mine.sort().join() !== values.sort().join())
      shortfalls.push(`${type}: ${name} has ${mine}, Go has ${values}`);
  }
  return shortfalls.slice(0, 5);
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Go prints integers with a unit: bytes as `12B`, times as `12ns` or `12us`, all else bare or with its own word. */
function integerOf(printed: string, unit: string): bigint {
  const [, digits, suffix] = /^(-?\d+(?:\.\d+)?)(.*)$/.exec(printed)!;
  const scale =
    suffix === 'us' && unit === 'nanoseconds' ? 1000 : suffix === 'ms' && unit === 'nanoseconds' ? 1e6 : 1;
  return scale === 1 && !digits!.includes('.') ? BigInt(digits!) : BigInt(Math.round(Number(digits) * scale));
}

async function expectOneLine(name: string, bytes: Uint8Array): Promise<string[]> {
  const engine = createEngine();
  try {
    await engine.openProfiles(bytes, { name });
    return ['Go refuses it, but it was opened'];
  } catch (error) {
    if (!(error instanceof MessageError)) return [`refused by a bug: ${(error as Error).stack}`];
    return error.message.includes('\n') || error.message.length > 300
      ? [`not one clear line: ${error.message}`]
      : [];
  } finally {
    engine.dispose();
  }
}
