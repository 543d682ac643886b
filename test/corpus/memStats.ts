import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkMemStats } from '../../src/analysis/memory/checkMemStats';
import { createEngine } from '../../src/engine/node/createEngine';
import { rowOf } from '../../src/model/sampleTable';
import type { CorpusResult } from './corpusResult';

/**
 * Every heap profile in text form of a folder that has a footer: it opens as a profile and as memory of one sample, whose
 * identities hold to the byte. Only Go up to 1.2 and tools that are not Go lack fields for one.
 */
export async function checkMemStatsCorpus(folder: string): Promise<CorpusResult> {
  const shortfalls: string[] = [];
  let checked = 0;
  const failed = new Set<string>();
  for (const name of filesIn(folder)) {
    const bytes = contentOf(join(folder, name));
    const text = bytes.toString('latin1');
    if (!text.startsWith('heap profile:') || !text.includes('# runtime.MemStats')) continue;
    checked++;
    for (const complaint of await complaintsOf(bytes, text, name)) {
      shortfalls.push(`${name}: ${complaint}`);
      failed.add(name);
    }
  }
  return { checked, failedFiles: failed.size, shortfalls };
}

async function complaintsOf(bytes: Buffer, text: string, name: string): Promise<string[]> {
  const engine = createEngine();
  try {
    const evidence = await engine.open(new Uint8Array(bytes), { name });
    const kinds = evidence.map(({ kind }) => kind).join(' ');
    if (kinds !== 'profile memory') return [`opens as ${kinds}`];
    const { samples, clock } = await engine.ask(evidence[1]!.handle, 'memorySeries', null);
    if (samples.length !== 1) return [`${samples.length} samples`];
    const row = rowOf(samples, 0);
    const complaints = checkMemStats(row, footerNumber(text, 'Alloc')).flatMap((check) => {
      if (check.outcome === 'fails') return [`${check.identity}: ${check.left} against ${check.right}`];
      const isOld = footerNumber(text, 'GCSys') === undefined;
      return check.outcome === 'unknown' && !isOld
        ? [`${check.identity}: lacks ${check.lacks.join(', ')}`]
        : [];
    });
    const lastGc = footerNumber(text, 'LastGC');
    if ((lastGc !== undefined && lastGc > 0) !== (clock === 'unix')) complaints.push(`clock is ${clock}`);
    // The reader's numbers are the text's.
    for (const field of ['HeapAlloc', 'HeapObjects', 'NextGC', 'NumGC', 'TotalAlloc'] as const) {
      if (row[field] !== footerNumber(text, field)) complaints.push(`${field} is ${row[field]}`);
    }
    return complaints;
  } finally {
    engine.dispose();
  }
}

function footerNumber(text: string, key: string): number | undefined {
  const digits = new RegExp(`^# ${key} = (\\d+)$`, 'm').exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(txt|gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function contentOf(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
