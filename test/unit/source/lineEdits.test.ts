import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type LineChange, shiftLine } from '../../../src/source/lineEdits';

/** Where lines are after changes, in the order in which VS Code gives them. */
function trackEdits(lines: readonly number[], changes: readonly LineChange[]): number[] {
  return lines.map((line) => changes.reduce((at, change) => (at < 0 ? -1 : shiftLine(at, change)), line));
}

/** A text with one mark per line, edited like in an editor; the truth is where each line's own text went. */
function check(marks: number[], changes: LineChange[], expected: number[]): void {
  assert.deepEqual(trackEdits(marks, changes), expected);
}

describe('lineEdits', () => {
  const insertAbove = { startLine: 3, endLine: 3, addedLines: 2, startsLine: true, endsBeforeText: true };

  it('moves lines below a change, and none above', () => {
    check([1, 2, 3, 4], [{ startLine: 2, endLine: 2, addedLines: 1 }], [1, 2, 4, 5]);
    check([1, 5, 9], [{ startLine: 3, endLine: 6, addedLines: 0, endsBeforeText: true }], [1, -1, 6]);
  });

  it('text put before a line pushes it down, text put behind leaves it', () => {
    check([2, 3, 4], [insertAbove], [2, 5, 6]);
    check([2, 3, 4], [{ startLine: 3, endLine: 3, addedLines: 2 }], [2, 3, 6]);
  });

  it('an edited line keeps its mark', () => {
    check([3], [{ startLine: 3, endLine: 3, addedLines: 0 }], [3]);
    check([3], [{ startLine: 3, endLine: 3, addedLines: 0, startsLine: true, endsBeforeText: false }], [3]);
  });

  it('lines that were deleted lose theirs', () => {
    const deleted = { startLine: 3, endLine: 5, addedLines: 0, startsLine: true, endsBeforeText: true };
    check([2, 3, 4, 5, 6], [deleted], [2, -1, -1, 3, 4]);
  });

  it('lines replaced by as many stay', () => {
    const formatted = { startLine: 2, endLine: 4, addedLines: 2, startsLine: true, endsBeforeText: false };
    check([1, 2, 3, 4, 5], [formatted], [1, 2, 3, 4, 5]);
  });

  it('joined lines meet', () => {
    check([3, 4, 5], [{ startLine: 3, endLine: 4, addedLines: 0, endsBeforeText: true }], [3, 3, 4]);
  });

  it('follows several changes, the last in the text first', () => {
    const changes = [
      { startLine: 8, endLine: 9, addedLines: 0, startsLine: true, endsBeforeText: true },
      { startLine: 2, endLine: 2, addedLines: 3 },
    ];
    check([1, 2, 3, 8, 9, 10], changes, [1, 2, 6, -1, 11, 12]);
  });

  it('follows unique lines through insertions and deletions of whole lines, exactly', () => {
    const edit = fc.record({ at: fc.nat(20), remove: fc.nat(4), insert: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        let text = Array.from({ length: 20 }, (_, i) => `line ${i}`);
        const changes: LineChange[] = [];
        for (const { at, remove, insert } of edits) {
          const startLine = Math.min(at, text.length - 1);
          const endLine = Math.min(startLine + remove, text.length - 1);
          const inserted = Array.from({ length: insert }, () => 'new');
          text = [...text.slice(0, startLine), ...inserted, ...text.slice(endLine)];
          changes.push({ startLine, endLine, addedLines: insert, startsLine: true, endsBeforeText: true });
        }
        const marks = Array.from({ length: 20 }, (_, i) => i);
        const isReplacement = ({ startLine, endLine, addedLines }: LineChange) =>
          endLine > startLine && addedLines === endLine - startLine;
        fc.pre(!changes.some(isReplacement));
        assert.deepEqual(
          trackEdits(marks, changes),
          marks.map((i) => text.indexOf(`line ${i}`)),
        );
      }),
    );
  });
});
