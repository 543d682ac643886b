import assert from 'node:assert/strict';
import type { ListedFunction } from '../../../src/model/sourceListing';
import type { SourceText } from '../../../src/protocol/profileEditor';
import { displayCode, heatOf, layoutListing, spanOf } from '../../../webview/source/lines';

const fn: ListedFunction = {
  name: 'app.Put',
  file: '/src/app/put.go',
  startLine: 4,
  flat: 30,
  cum: 40,
  lines: [
    { line: 5, flat: 30, cum: 30, relativeError: 0.1, inlined: [] },
    { line: 7, flat: 0, cum: 10, relativeError: null, inlined: [] },
  ],
};

const text: SourceText = {
  state: 'found',
  path: 'put.go',
  firstLine: 4,
  lines: ['func Put() {', '\tgrow()', '', '\t\tkeep()', '}'],
  shift: 0,
  stale: null,
};

describe('lines of a source listing', () => {
  it('stand beside their code', () => {
    assert.deepEqual(
      layoutListing(fn, text).map(({ line, cum, code }) => [line, cum, code]),
      [
        [4, 0, 'func Put() {'],
        [5, 30, '\tgrow()'],
        [6, 0, ''],
        [7, 10, '\t\tkeep()'],
        [8, 0, '}'],
      ],
    );
  });

  it('stand alone where there is no code, and where the code does not reach them', () => {
    assert.deepEqual(
      layoutListing(fn, null).map(({ line, code }) => [line, code]),
      [
        [5, null],
        [7, null],
      ],
    );
    const short = { ...text, lines: text.lines.slice(0, 2) };
    assert.deepEqual(
      layoutListing(fn, short).map(({ line }) => line),
      [4, 5, 7],
    );
  });

  it('are asked for from the definition on', () => {
    assert.deepEqual(spanOf(fn), { first: 4, last: 7 });
    assert.deepEqual(spanOf({ ...fn, startLine: 0 }), { first: 5, last: 7 });
    assert.deepEqual(spanOf({ ...fn, startLine: 0, lines: [] }), { first: 1, last: 1 });
  });

  it('are as warm as their share of the heaviest', () => {
    assert.deepEqual(
      [30, 15, 3, 1, 0, -30].map((cum) => heatOf(cum, 30)),
      [3, 3, 2, 1, 0, 3],
    );
    assert.equal(heatOf(0, 0), 0);
  });

  it('lose the indentation that all of them have', () => {
    const lines = layoutListing(fn, { ...text, lines: ['\t\ta()', '\t\t\tb()', '', '\t\tc()'] });
    assert.deepEqual(displayCode(lines.slice(0, 3)), ['a()', '    b()', '']);
  });
});
