import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Engine, EvidenceHandle } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
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
      const [profile] = await engine.open(readFileSync(path), { name });
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
      await assert.rejects(engine.open(readFileSync(path), { name }), { name: 'MessageError' }, name);
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
    const [profile] = await engine.open(profileBytes('f a.go:3 1\nf b.go:9 2'), { name: 'x' });
    const { file, line } = await engine.ask(profile!.handle, 'top', {
      sampleIndex: 0,
      granularity: 'functions',
    });
    assert.deepEqual([file, [...line]], [['a.go'], [0]]);
  });

  async function top(text: string): Promise<string> {
    const [profile] = await engine.open(profileBytes(text), { name: 'x' });
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
