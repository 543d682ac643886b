import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineTracker, type TextChange } from '../../../../src/vscode/overlay/lineTracker';

const text = ['package p', '', 'func a() {', '\tone()', '\ttwo()', '\tthree()', '}'];

/** Edits as [startLine, startCharacter, endLine, endCharacter, text]; lines are those that are followed. */
type Edit = [number, number, number, number, string];

function check(events: Edit[][], tracked: number[], expected: (string | null)[]): void {
  const tracker = new LineTracker();
  let lines = text;
  for (const line of tracked) tracker.track(line, lines[line]);
  for (const edits of events) {
    const changes = edits.map(changeOf);
    for (const change of changes) lines = applied(lines, change);
    tracker.apply(changes, (line) => lines[line] ?? '');
  }
  const found = tracked.map((line) => {
    const now = tracker.lineOf(line);
    return now < 0 ? null : lines[now].trim();
  });
  assert.deepEqual(found, expected);
}

function changeOf([startLine, startCharacter, endLine, endCharacter, inserted]: Edit): TextChange {
  return { startLine, startCharacter, endLine, endCharacter, text: inserted };
}

function applied(lines: readonly string[], change: TextChange): string[] {
  const before = lines[change.startLine].slice(0, change.startCharacter);
  const after = lines[change.endLine].slice(change.endCharacter);
  const middle = `${before}${change.text}${after}`.split('\n');
  return [...lines.slice(0, change.startLine), ...middle, ...lines.slice(change.endLine + 1)];
}

describe('LineTracker', () => {
  it('moves with lines that are inserted and deleted above', () => {
    check([[[1, 0, 1, 0, '\n\n\n']]], [3, 5], ['one()', 'three()']);
    check([[[3, 0, 4, 0, '']]], [4, 5], ['two()', 'three()']);
  });

  it('stays with a line that is edited', () => {
    check([[[3, 4, 3, 4, 'X']]], [3], ['oneX()']);
    check([[[3, 1, 3, 6, 'other()']]], [3], ['other()']);
  });

  it('stays with its code when Enter is pressed before, inside and behind it', () => {
    check([[[3, 0, 3, 0, '\n']]], [3], ['one()']);
    check([[[3, 1, 3, 1, '\n\t']]], [3], ['one()']);
    check([[[3, 4, 3, 4, '\n\t']]], [3], ['one']);
    check([[[3, 6, 3, 6, '\n\tnew()']]], [3, 4], ['one()', 'two()']);
  });

  it('loses a deleted line, and only that', () => {
    check([[[4, 0, 5, 0, '']]], [3, 4, 5], ['one()', null, 'three()']);
    check([[[3, 6, 5, 8, '']]], [3, 4, 5], ['one()', null, null]);
  });

  it('knows a deleted line again when undo brings it back', () => {
    check([[[4, 0, 5, 0, '']], [[4, 0, 4, 0, '\ttwo()\n']]], [3, 4, 5], ['one()', 'two()', 'three()']);
  });

  it('follows a line that is moved over another', () => {
    // Alt+Down on "two()": the editor deletes the line below and writes it above.
    check(
      [
        [
          [4, 6, 5, 8, ''],
          [4, 0, 4, 0, '\tthree()\n'],
        ],
      ],
      [4, 5],
      ['two()', 'three()'],
    );
  });

  it('does not guess when a lost text comes back twice', () => {
    check([[[4, 0, 5, 0, '']], [[4, 0, 4, 0, '\ttwo()\n\ttwo()\n']]], [4], [null]);
  });

  it('finds its lines in a whole text written anew', () => {
    const rewritten = ['package p', '', '// new', 'func a() {', '\tzero()', '\tone()', '\tthree()', '}'].join(
      '\n',
    );
    check([[[0, 0, 6, 1, rewritten]]], [3, 4, 5], ['one()', null, 'three()']);
  });

  it('takes nothing for a line that was written over by as many others', () => {
    check([[[3, 0, 5, 8, '\tx()\n\ty()\n\tz()']]], [4], [null]);
  });

  it('never leaves the text, whatever is typed', () => {
    const place = fc.record({ line: fc.nat(6), character: fc.nat(8) });
    const edit = fc.tuple(place, place, fc.constantFrom('', 'x', '\n', '\n\ta()\n', 'b\nc'));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        const tracker = new LineTracker();
        let lines = text;
        for (let line = 0; line < lines.length; line++) tracker.track(line, lines[line]);
        for (const [a, b, inserted] of edits) {
          const change = within(lines, a, b, inserted);
          lines = applied(lines, change);
          const now = lines;
          tracker.apply([change], (line) => now[line] ?? '');
          for (let line = 0; line < text.length; line++) assert.ok(tracker.lineOf(line) < lines.length);
        }
      }),
    );
  });
});

interface Place {
  line: number;
  character: number;
}

function within(lines: readonly string[], a: Place, b: Place, inserted: string): TextChange {
  const [start, end] = [a, b]
    .map(({ line, character }) => {
      const inside = Math.min(line, lines.length - 1);
      return { line: inside, character: Math.min(character, lines[inside].length) };
    })
    .sort((x, y) => x.line - y.line || x.character - y.character);
  return {
    startLine: start.line,
    startCharacter: start.character,
    endLine: end.line,
    endCharacter: end.character,
    text: inserted,
  };
}
