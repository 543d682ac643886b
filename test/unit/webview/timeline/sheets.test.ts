import assert from 'node:assert/strict';
import type { TimelineQuery, TimelineView } from '../../../../src/model/timeline';
import { queryFor, Sheets, type SheetWish } from '../../../../webview/timeline/graph/sheets';

const limits = { fromMs: 0, toMs: 10_000, minSpanMs: 1 };

function wish(fromMs: number, toMs: number, more: Partial<SheetWish> = {}): SheetWish {
  return {
    window: { fromMs, toMs },
    limits,
    series: ['heapLive'],
    deviceWidth: 1000,
    revision: 1,
    isMoving: false,
    ...more,
  };
}

function answer(query: TimelineQuery, exact = false): TimelineView {
  return {
    fromMs: query.fromMs,
    toMs: query.toMs,
    series: [{ name: 'heapLive', timeMs: new Float64Array(0), value: new Float64Array(0), exact }],
    cycles: {
      kind: 'binned',
      count: new Uint32Array(0),
      marking: new Float64Array(0),
      maxPauseMs: new Float64Array(0),
    },
    anomalies: [],
  };
}

/** Answers when told to. */
function start() {
  const asked: TimelineQuery[] = [];
  const waiting: (() => void)[] = [];
  let shown = 0;
  const sheets = new Sheets({
    ask: (query) => {
      asked.push(query);
      return new Promise((resolve) => waiting.push(() => resolve(answer(query))));
    },
    onSheet: () => shown++,
    onFailure: (error) => assert.fail(error),
  });
  const answerNext = async () => {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { sheets, asked, answerNext, shown: () => shown };
}

describe('sheets of points', () => {
  it('asks for as much on both sides, as fine as the screen, and never beyond the series', () => {
    assert.deepEqual(queryFor(wish(4000, 5000)), {
      fromMs: 3000,
      toMs: 6000,
      columns: 3000,
      series: ['heapLive'],
    });
    assert.deepEqual(queryFor(wish(0, 10_000)), {
      fromMs: 0,
      toMs: 10_000,
      columns: 1000,
      series: ['heapLive'],
    });
    assert.equal(queryFor(wish(4000, 5000, { deviceWidth: 5000 })).columns, 8192);
  });

  it('asks nothing while what is there will do', async () => {
    const { sheets, asked, answerNext } = start();
    sheets.want(wish(4000, 5000));
    await answerNext();
    sheets.want(wish(4200, 5200));
    sheets.want(wish(4000, 5100));
    assert.equal(asked.length, 1);
    sheets.want(wish(4900, 5900));
    assert.equal(asked.length, 2, 'near its edge the next one is asked for');
  });

  it('asks finer points at rest, and waits with it while the window moves', async () => {
    const { sheets, asked, answerNext } = start();
    sheets.want(wish(4000, 5000));
    await answerNext();
    sheets.want(wish(4300, 4800, { isMoving: true }));
    assert.equal(asked.length, 1);
    sheets.want(wish(4300, 4800));
    assert.equal(asked.length, 2);
  });

  it('asks one at a time, and of those that come up meanwhile the last', async () => {
    const { sheets, asked, answerNext, shown } = start();
    for (const fromMs of [0, 2000, 4000, 6000, 8000]) sheets.want(wish(fromMs, fromMs + 500));
    assert.deepEqual(
      asked.map(({ fromMs }) => fromMs),
      [0],
    );
    await answerNext();
    await answerNext();
    assert.deepEqual(
      asked.map(({ fromMs }) => fromMs),
      [0, 7500],
    );
    assert.equal(shown(), 2);
  });

  it('asks anew for another revision and other lines', async () => {
    const { sheets, asked, answerNext } = start();
    sheets.want(wish(0, 10_000));
    await answerNext();
    sheets.want(wish(0, 10_000, { revision: 2 }));
    await answerNext();
    sheets.want(wish(0, 10_000, { revision: 2, series: ['heapLive', 'rss'] }));
    assert.equal(asked.length, 3);
  });
});
