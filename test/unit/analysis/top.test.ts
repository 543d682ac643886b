import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Engine, EvidenceHandle } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { noQuestion, plainReport } from '../../../src/model/question';
import type { Granularity, TopTable } from '../../../src/model/views';
import type { OracleRow } from '../../fixtures/oracle';
import { acceptedFixtures, fixtures } from '../../helpers/fixtureProfiles';
import { lines, profileBytes } from '../../helpers/profileText';

const granularities = ['functions', 'lines', 'files'] as const satisfies readonly Granularity[];

describe('top', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine();
  });
  after(() => engine.dispose());

  for (const { name, path, oracle } of acceptedFixtures()) {
    it(`has Go's rows for ${name}`, async () => {
      const [profile] = await engine.openProfiles(readFileSync(path), { name, symbolize: 'none' });
      const { facts, handle } = profile!;
      assert.equal(facts.samples, oracle.samples);
      assert.deepEqual(
        facts.sampleTypes.map(({ type, unit }) => ({ type, unit })),
        oracle.types!.map(({ type, unit }) => ({ type, unit })),
      );
      for (const [sampleIndex, type] of oracle.types!.entries()) {
        const { total, exactTotal } = facts.sampleTypes[sampleIndex]!;
        assert.equal(String(exactTotal ?? total), String(type.total));
        for (const granularity of granularities) {
          const table = await engine.ask(handle, 'top', { sampleIndex, granularity });
          const expected = goRows(oracle.names!, type[granularity]);
          // Go rounds huge values, so that fixture's rows were counted apart, in an order of their own.
          const inOrder = (rows: string[]) => (name === 'int64-huge.pb.gz' ? rows.sort() : rows);
          assert.deepEqual(inOrder(ownRows(table)), inOrder(expected), granularity);
        }
      }
    });
  }

  it('refuses what Go refuses', async () => {
    const rejected = fixtures().filter(({ oracle }) => oracle.rejected !== undefined);
    assert.ok(rejected.length >= 3);
    for (const { name, path } of rejected) {
      await assert.rejects(engine.openProfiles(readFileSync(path), { name }), { name: 'MessageError' }, name);
    }
  });

  it('sorts by flat, then name, then cum, all by magnitude', async () => {
    const table = await top(`
      main;zeta 5
      main;alpha 5
      main;loss -7
      main;both;alpha 0
      main;both;tail 1`);
    assert.equal(
      table,
      lines(`
        loss -7 -7
        alpha 5 5
        zeta 5 5
        tail 1 1
        both 0 1
        main 0 4`),
    );
  });

  it('shows no row where flat and cum are 0, and one where one of them is not', async () => {
    assert.equal(
      await top(`
        main;up;cancels 5
        main;down;cancels -5
        main;zero 0`),
      lines(`
        down 0 -5
        up 0 5`),
    );
  });

  it('takes file and line of the first definition', async () => {
    const [profile] = await engine.openProfiles(profileBytes('f a.go:3 1\nf b.go:9 2'), { name: 'x' });
    const { file, line } = await engine.ask(profile!.handle, 'top', {
      sampleIndex: 0,
      granularity: 'functions',
    });
    assert.deepEqual([file, [...line]], [['a.go'], [0]]);
  });

  it('tells functions apart by file, and places by address', async () => {
    const text = `
      main a.go:3;put a.go:5 1
      main b.go:3;put a.go:6 2
      main a.go:3;outer a.go:8|put a.go:5 4
      0x40@/bin/app 8`;
    const [profile] = await engine.openProfiles(profileBytes(text), { name: 'x' });
    const rows = async (granularity: Granularity) => {
      const { name, file, line, address, flat, cum } = await engine.ask(profile!.handle, 'top', {
        sampleIndex: 0,
        granularity,
      });
      return name.map((one, row) =>
        [address?.[row], one, `${file[row]}:${line[row]}`, flat[row], cum[row]]
          .filter((part) => part !== undefined)
          .join(' '),
      );
    };
    assert.deepEqual(await rows('filefunctions'), [
      '[app] :0 8 8',
      'put a.go:0 7 7',
      'main a.go:0 0 5',
      'main b.go:0 0 2',
      'outer a.go:0 0 4',
    ]);
    assert.deepEqual(await rows('addresses'), [
      '0000000000000040 [app] :0 8 8',
      '0000000000401004 put a.go:5 4 4',
      '0000000000401002 put a.go:6 2 2',
      '0000000000401000 put a.go:5 1 1',
      '0000000000401001 main a.go:3 0 5',
      '0000000000401003 main b.go:3 0 2',
      '0000000000401004 outer a.go:8 0 4',
    ]);
  });

  it('says how sure flat and cum are: ticks of a CPU profile are counts', async () => {
    const sketch = { types: ['cpu/nanoseconds'], periodType: 'cpu/nanoseconds', period: 10 };
    const text = 'main;put 40\nmain 120\nmain;put;idle 0';
    const [profile] = await engine.openProfiles(profileBytes(text, sketch), { name: 'cpu.pb' });
    const scope = { sampleIndex: 0, granularity: 'functions' } as const;
    const { name, flatError, cumError } = await engine.ask(profile!.handle, 'top', scope);
    assert.deepEqual(name, ['main', 'put']);
    // 12 and 4 ticks, 16 and 4 below: one over the root of each.
    assert.deepEqual([...flatError!], [1 / Math.sqrt(12), 1 / 2]);
    assert.deepEqual([...cumError!], [1 / 4, 1 / 2]);
    const question = { ...noQuestion, focus: 'put' };
    const focused = await engine.ask(profile!.handle, 'top', { ...scope, question });
    assert.deepEqual(focused.name, ['put', 'main']);
    assert.deepEqual([...focused.flatError!], [1 / 2, Number.NaN]);
    assert.deepEqual([...focused.cumError!], [1 / 2, 1 / 2]);
  });

  it('has no errors for exact numbers', async () => {
    const [profile] = await engine.openProfiles(profileBytes('main 4', { types: ['goroutine/count'] }), {
      name: 'x',
    });
    const table = await engine.ask(profile!.handle, 'top', { sampleIndex: 0, granularity: 'functions' });
    assert.deepEqual([table.flatError, table.cumError], [null, null]);
  });

  it('refers to the whole profile, or to what the question left of it', async () => {
    const [profile] = await engine.openProfiles(profileBytes('main;put 1\nmain;get -2\n4'), { name: 'x' });
    const { handle } = profile!;
    const scope = { sampleIndex: 0, question: { ...noQuestion, ignore: 'get', hide: 'nobody' } };
    const total = async (relativePercentages: boolean) => {
      const report = { ...plainReport, relativePercentages };
      return (await engine.ask(handle, 'top', { ...scope, granularity: 'functions', report })).total;
    };
    assert.deepEqual([await total(false), await total(true)], [7, 1]);
    assert.deepEqual(await engine.ask(handle, 'questionEffect', scope), {
      samples: 3,
      samplesLeft: 1,
      total: 7,
      totalLeft: 1,
      unmatched: ['hide'],
      ranges: [],
    });
    const { unmatched, samplesLeft } = await engine.ask(handle, 'questionEffect', { sampleIndex: 0 });
    assert.deepEqual([unmatched, samplesLeft], [[], 3]);
  });

  async function top(text: string): Promise<string> {
    const [profile] = await engine.openProfiles(profileBytes(text), { name: 'x' });
    return rowsText(profile!.handle);
  }

  async function rowsText(handle: EvidenceHandle): Promise<string> {
    const table = await engine.ask(handle, 'top', { sampleIndex: 0, granularity: 'functions' });
    return table.name.map((name, row) => `${name} ${table.flat[row]} ${table.cum[row]}`).join('\n');
  }
});

/** Names as Go prints them, cut at a line end as its table is. */
function ownRows(table: TopTable): string[] {
  return table.name.map((name, row) => {
    const hasPlace = table.granularity === 'lines' && table.line[row]! > 0;
    const place = `${table.file[row]}:${table.line[row]}`;
    const shown = hasPlace && name !== place ? `${name} ${place}` : name;
    return `${shown.split('\n')[0]} ${table.flat[row]} ${table.cum[row]}`;
  });
}

function goRows(names: readonly string[], rows: readonly OracleRow[]): string[] {
  return rows.map(([name, flat, cum]) => `${names[name]} ${flat} ${cum}`);
}
