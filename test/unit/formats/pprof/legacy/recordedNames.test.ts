import assert from 'node:assert/strict';
import { createEngine } from '../../../../../src/engine/node/createEngine';
import { fixtureBytes } from '../../../../helpers/fixtureProfiles';

/** Sampled values of a record in the file, per value type of the profile. */
type Scale = (numbers: readonly number[], header: string) => readonly number[];

const forms: readonly { readonly name: string; readonly kind: string; readonly scale: Scale }[] = [
  {
    name: 'leaky.heap.txt',
    kind: 'heap',
    scale: ([inuse = 0, inuseBytes = 0, alloc = 0, allocBytes = 0], header) => {
      const rate = Number(/heap\/(\d+)/.exec(header)![1]) / 2;
      const estimate = (count: number, bytes: number) => {
        const scale = count === 0 ? 0 : 1 / (1 - Math.exp(-bytes / count / rate));
        return [Math.trunc(count * scale), Math.trunc(bytes * scale)];
      };
      return [...estimate(alloc, allocBytes), ...estimate(inuse, inuseBytes)];
    },
  },
  { name: 'leaky.goroutine.txt', kind: 'goroutine', scale: (numbers) => numbers },
  { name: 'leaky.block.txt', kind: 'block', scale: nanoseconds },
  { name: 'leaky.mutex.txt', kind: 'mutex', scale: nanoseconds },
];

function nanoseconds([cycles = 0, count = 0]: readonly number[], header: string): readonly number[] {
  const perSecond = Number(/cycles\/second=(\d+)/.exec(header)![1]);
  const period = Number(/sampling period=(\d+)/.exec(header)?.[1] ?? 1);
  return [count * period, Math.trunc((cycles * period) / (perSecond / 1e9))];
}

/**
 * A second, naive reading of a text, by nothing but its comments: the first one of a record is the leaf. Flat and cum by
 * function, for every value type.
 */
function naiveTables(text: string, scale: Scale): Map<string, number[]> {
  const tables = new Map<string, number[]>();
  const header = text.split('\n', 3).join('\n');
  const blocks = text.split(/\n(?=(?:-?\d+:? )+.*@)/).slice(1);
  for (const block of blocks) {
    const values = scale(block.split('@', 1)[0]!.match(/\d+/g)!.map(Number), header);
    const names = [...block.matchAll(/^#\t0x[\da-f]+\t+(\S+)\+0x[\da-f]+\t/gm)].map(([, name]) => name!);
    // A goroutine that has not run yet stands in runtime.goexit, which Go writes no comment for.
    if (names.length === 0) names.push('<unknown>');
    for (const [position, name] of [...new Set(names)].entries()) {
      const row = tables.get(name) ?? new Array<number>(values.length * 2).fill(0);
      tables.set(name, row);
      for (const [type, value] of values.entries()) {
        if (position === 0) row[type * 2]! += value;
        row[type * 2 + 1]! += value;
      }
    }
  }
  return tables;
}

describe('names recorded in texts', () => {
  for (const { name, kind, scale } of forms) {
    it(`give the flat and cum of ${name} that its comments tell`, async () => {
      const bytes = fixtureBytes(name);
      const expected = naiveTables(Buffer.from(bytes).toString(), scale);
      assert.ok(expected.size >= 5, `${expected.size} functions`);
      const engine = createEngine();
      const [profile] = await engine.openProfiles(bytes, { name: 'x.txt' });
      const { handle, facts, problems } = profile!;
      assert.deepEqual([facts.kind, problems.length], [kind, 0]);
      for (const sampleIndex of facts.sampleTypes.keys()) {
        const table = await engine.ask(handle, 'top', { sampleIndex, granularity: 'functions' });
        const got = table.name.map((fn, row) => [fn, table.flat[row], table.cum[row]]);
        const want = [...expected]
          .map(([fn, row]) => [fn, row[sampleIndex * 2], row[sampleIndex * 2 + 1]])
          .filter(([, flat, cum]) => flat !== 0 || cum !== 0);
        assert.deepEqual(sorted(got), sorted(want), facts.sampleTypes[sampleIndex]!.type);
      }
      engine.dispose();
    });
  }

  it('give the lines to annotate', async () => {
    const engine = createEngine();
    const [profile] = await engine.openProfiles(fixtureBytes('leaky.heap.txt'), { name: 'x.txt' });
    const { files, lineStart, line } = await engine.ask(profile!.handle, 'lineCosts', {});
    const at = files.findIndex((file) => file.endsWith('leaky/session/store.go'));
    assert.ok(at >= 0, files.join());
    assert.ok(line.subarray(lineStart[at], lineStart[at + 1]).length > 0);
    engine.dispose();
  });
});

function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
