import assert from 'node:assert/strict';
import { CostIndex, fileOfRow } from '../../../../src/vscode/overlay/costIndex';
import { sketchLineCosts } from '../../../helpers/lineCostsSketch';

const one = { start: 1, cum: [1], lines: { 2: [[1, 1]] as const } };

const index = new CostIndex(
  sketchLineCosts({
    types: ['cpu/nanoseconds=10'],
    files: {
      '/a/main.go': [{ ...one, name: 'main.main' }],
      'C:\\b\\main.go': [{ ...one, name: 'b.main' }],
      'x/empty.go': [],
      'x/util.go': [
        { ...one, name: 'x.One' },
        { ...one, name: 'x.Two', start: 5, lines: { 6: [[1, 1]], 7: [[1, 1]] } },
      ],
    },
  }),
);

describe('CostIndex', () => {
  it('finds files by base name on every system', () => {
    assert.deepEqual(index.filesNamed('main.go'), [0, 1]);
    assert.deepEqual(index.filesNamed('nothing.go'), []);
    assert.equal(index.fileAt('C:\\b\\main.go'), 1);
    assert.equal(index.fileAt('/b/main.go'), -1);
  });

  it('gives functions of a file with their line rows', () => {
    const found = index
      .functionsOf(3)
      .map(({ name, lineRows }) => `${name} ${lineRows.map((row) => index.costs.line[row])}`);
    assert.deepEqual(found, ['x.One 2', 'x.Two 6,7']);
    assert.deepEqual(index.functionsOf(2), []);
  });

  it('tells the file of a row, past empty files', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((row) => fileOfRow(index.costs.lineStart, row)),
      [0, 1, 3, 3, 3],
    );
  });
});
