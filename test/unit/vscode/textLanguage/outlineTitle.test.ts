import assert from 'node:assert/strict';
import type { DumpOutline } from '../../../../src/model/goroutineReport';
import { outlineTitle } from '../../../../src/vscode/textLanguage/outlineTitle';

function outline(goid: number, state: string, func: string): DumpOutline {
  return {
    length: 1,
    goid: Float64Array.of(goid),
    firstLine: Uint32Array.of(1),
    lastLine: Uint32Array.of(2),
    state: Uint32Array.of(0),
    func: Uint32Array.of(1),
    strings: [state, func],
  };
}

describe('titles of goroutines in an outline', () => {
  const check = (goid: number, state: string, func: string, expected: string) =>
    assert.equal(outlineTitle(outline(goid, state, func), 0), expected);

  it('say who it is, what it waits for and where', () => {
    check(18, 'chan receive', 'main.worker', 'goroutine 18 · chan receive · main.worker');
  });

  it('leave out what the dump does not say, and are never empty', () => {
    check(18, 'running', '', 'goroutine 18 · running');
    check(-1, '', 'main.worker', 'main.worker');
    check(-1, '', '', 'goroutine');
  });
});
