import assert from 'node:assert/strict';
import type { TimelineView } from '../../../../src/model/timeline';
import { tableRows } from '../../../../webview/timeline/tableRows';

const points = (name: 'heapLive' | 'goal', pairs: readonly (readonly [number, number])[], exact = true) => ({
  name,
  timeMs: Float64Array.from(pairs, ([time]) => time),
  value: Float64Array.from(pairs, ([, value]) => value),
  exact,
});

const binned = {
  kind: 'binned' as const,
  count: new Uint32Array(0),
  marking: new Float64Array(0),
  maxPauseMs: new Float64Array(0),
};

function rowsOf(view: Pick<TimelineView, 'series' | 'cycles'>, fromMs = 0, toMs = 100) {
  const rows = tableRows({ ...view, fromMs, toMs, anomalies: [] }, { fromMs, toMs });
  const text = [...rows.timeMs].map((time, i) =>
    [time, ...rows.columns.map(({ value }) => (Number.isNaN(value[i]!) ? '-' : value[i]))].join(' '),
  );
  return { text, columns: rows.columns.map(({ id }) => id), isWhole: rows.isWhole };
}

describe('rows of the timeline', () => {
  it('puts what is at the same moment into one row, and leaves a gap where there is nothing', () => {
    const series = [
      points('heapLive', [
        [10, 1],
        [20, 2],
        [30, 3],
      ]),
      points('goal', [
        [10, 5],
        [25, 6],
        [30, Number.NaN],
      ]),
    ];
    const cycles = {
      kind: 'each' as const,
      length: 1,
      index: Uint32Array.of(0),
      timeMs: Float64Array.of(20),
      sweepTermMs: Float64Array.of(0.1),
      markMs: Float64Array.of(4),
      markTermMs: Float64Array.of(Number.NaN),
      forced: Uint8Array.of(0),
    };
    const { text, columns, isWhole } = rowsOf({ series, cycles });
    assert.deepEqual(columns, ['heapLive', 'goal', 'sweepTermMs', 'markMs']);
    assert.deepEqual(text, ['10 1 5 - -', '20 2 - 0.1 4', '25 - 6 - -', '30 3 - - -']);
    assert.equal(isWhole, true);
  });

  it('holds only what is in the span, and says where points were left out', () => {
    const series = [
      points(
        'heapLive',
        [
          [10, 1],
          [20, 2],
          [30, 3],
          [40, 4],
        ],
        false,
      ),
    ];
    const { text, isWhole } = rowsOf({ series, cycles: binned }, 20, 30);
    assert.deepEqual(text, ['20 2', '30 3']);
    assert.equal(isWhole, false);
  });

  it('has no rows where there is nothing', () => {
    assert.deepEqual(rowsOf({ series: [], cycles: binned }).text, []);
  });
});
