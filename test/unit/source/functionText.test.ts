import assert from 'node:assert/strict';
import { fitByName, maximumLines, textOfFunction, type WantedLines } from '../../../src/source/functionText';

const program = `package app

// Put keeps v.
func Put(v []byte) {
	copied := append([]byte(nil), v...)
	kept = append(kept, copied)
}

func Get() []byte {
	return kept[0]
}
`;

/** Put as a profile of the program recorded it. */
const put: WantedLines = { functionName: 'example.com/app.Put', startLine: 4, firstLine: 5, lastLine: 6 };

function textOf(text: string, wanted = put) {
  return textOfFunction(text, wanted, fitByName(text, wanted));
}

describe('the text of a function that a profile names', () => {
  it('is the whole function', () => {
    const { firstLine, lines, shift, stale } = textOf(program);
    assert.deepEqual({ firstLine, shift, stale }, { firstLine: 4, shift: 0, stale: null });
    assert.deepEqual(lines, program.split('\n').slice(3, 7));
  });

  it('is found where the function stands now, under its recorded lines', () => {
    const moved = program.replace('package app\n', 'package app\n\nvar kept [][]byte\n');
    const { firstLine, lines, shift, stale } = textOf(moved);
    assert.deepEqual({ firstLine, shift, stale }, { firstLine: 4, shift: 2, stale: null });
    assert.equal(lines[1], '\tcopied := append([]byte(nil), v...)');
  });

  it('is stale where a cost would stand on a line that cannot have one', () => {
    const edited = program.replace('\tkept = append(kept, copied)\n', '\t// nothing\n');
    const { lines, stale } = textOf(edited);
    assert.ok(stale);
    assert.equal(lines[0], 'func Put(v []byte) {', 'as it stands now');
  });

  it('is stale where the file declares no such function', () => {
    const { stale } = textOf(program, { ...put, functionName: 'example.com/app.Delete' });
    assert.match(stale?.english ?? '', /\w/);
  });

  it('ends at the end of a file that has become shorter', () => {
    const { lines } = textOfFunction('package app\n', put, {
      shift: 0,
      stale: null,
      first: null,
      last: null,
    });
    assert.ok(lines.length <= 2);
  });

  it('is cut where a function is too long to be read', () => {
    const long = `package app\n\nfunc Put() {\n${'\tstep()\n'.repeat(3 * maximumLines)}}\n`;
    const wanted = { ...put, startLine: 3, firstLine: 3000, lastLine: 3010 };
    const { firstLine, lines } = textOf(long, wanted);
    assert.equal(firstLine, 3000);
    assert.equal(lines.length, 11);
  });
});
