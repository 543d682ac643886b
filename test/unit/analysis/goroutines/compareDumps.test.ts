import assert from 'node:assert/strict';
import { compareDumps, type DumpInTime } from '../../../../src/analysis/goroutines/compareDumps';
import { computeGroups } from '../../../../src/analysis/goroutines/groups';
import { dumpOfProfile } from '../../../../src/analysis/goroutines/profileDump';
import { studyDump } from '../../../../src/analysis/goroutines/studiedDump';
import { dumpText, groupsOf, groupsText } from '../../../helpers/dumpText';
import { profileOf } from '../../../helpers/profileText';

describe('dumps over time', () => {
  it('tell new, gone, grown and shrunk groups apart, with rates; what is gone is listed', () => {
    const { table, comparison } = compareDumps([
      at(0, { a: 1, b: 5, c: 3, d: 2 }),
      at(2, { a: 5, b: 5, c: 1, e: 7 }),
    ]);
    assert.equal(
      groupsText(table),
      [
        '7 channel [chan send]: main.e /app/e.go:5 by main.main /app/main.go:3',
        '5 channel [chan send]: main.a /app/a.go:5 by main.main /app/main.go:3',
        '5 channel [chan send]: main.b /app/b.go:5 by main.main /app/main.go:3',
        '1 channel [chan send]: main.c /app/c.go:5 by main.main /app/main.go:3',
        '0 channel [chan send]: main.d /app/d.go:5 by main.main /app/main.go:3',
      ].join('\n'),
    );
    assert.deepEqual([...comparison.counts[0]!], [0, 1, 5, 3, 2]);
    assert.deepEqual([...comparison.counts[1]!], [7, 5, 5, 1, 0]);
    assert.deepEqual(comparison.change, ['new', 'grown', 'same', 'shrunk', 'gone']);
    assert.deepEqual([...comparison.perMinute], [3.5, 2, 0, -1, -1]);
    assert.deepEqual([...table.similarTo], [0, 1, 2, 3, 4]);
    assert.deepEqual(
      comparison.dumps.map(({ total, timeMs }) => [total, timeMs]),
      [
        [11, 0],
        [18, 120_000],
      ],
    );
  });

  it('has no rate without two times, and the median one of several', () => {
    const rates = (...minutes: (number | null)[]) => {
      const counts = [10, 20, 90, 40];
      return [
        ...compareDumps(minutes.map((minute, i) => at(minute, { a: counts[i]! }))).comparison.perMinute,
      ];
    };
    assert.deepEqual(rates(null, 2), [Number.NaN]);
    assert.deepEqual(rates(3, 3), [Number.NaN]);
    // Slopes between pairs: 10, 40, 10, 70, 10 and -50.
    assert.deepEqual(rates(0, 1, 2, 3), [10]);
    assert.deepEqual(rates(0, null, 2), [40]);
  });

  it('finds a group of another build folder, and of a form without creators', () => {
    const moved = compareDumps([at(0, { a: 2 }, '/ci/build/app'), at(1, { a: 3 }, '/home/me/app')]);
    assert.deepEqual(moved.comparison.change, ['grown']);
    const profile = profileOf('main.a /app/a.go:5 4', { types: ['goroutine/count'] });
    const counted: DumpInTime = {
      name: 'debug=1',
      timeMs: null,
      total: 4,
      form: 'counts',
      table: computeGroups(studyDump(dumpOfProfile(profile, { statedTotal: 4 })!), []).table,
    };
    const mixed = compareDumps([counted, at(1, { a: 3, b: 1 })]);
    assert.deepEqual([...mixed.comparison.counts[0]!], [4, 0]);
    assert.deepEqual(mixed.comparison.change, ['shrunk', 'new']);
  });

  it('keeps a group that comes and goes', () => {
    const { comparison } = compareDumps([at(0, { a: 1 }), at(1, { a: 1, b: 4 }), at(2, { a: 1 })]);
    assert.deepEqual(
      comparison.counts.map((counts) => [...counts]),
      [
        [1, 0],
        [1, 4],
        [1, 0],
      ],
    );
    assert.deepEqual(comparison.change, ['same', 'gone']);
  });
});

/** A dump with so many goroutines in functions of these names. */
function at(minute: number | null, counts: Readonly<Record<string, number>>, folder = '/app'): DumpInTime {
  let goid = 0;
  const sketches = Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, () => ({
      goid: ++goid,
      state: 'chan send',
      stack: [`main.${name}() ${folder}/${name}.go:5`],
      by: `main.main ${folder}/main.go:3 in 1`,
    })),
  );
  return {
    name: `${minute}`,
    timeMs: minute === null ? null : minute * 60_000,
    total: goid,
    form: 'stacks',
    table: groupsOf(dumpText(sketches)).table,
  };
}
