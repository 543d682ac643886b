import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import { CostIndex } from '../../../../src/vscode/overlay/costIndex';
import { hotLinesOf, type MarkPart, markText } from '../../../../src/vscode/overlay/hotLines';
import { sketchLineCosts } from '../../../helpers/lineCostsSketch';

const megabyte = 2 ** 20;

const index = new CostIndex(
  sketchLineCosts({
    types: [`inuse_space/bytes=${1000 * megabyte}`],
    files: {
      '/src/store/cache.go': [
        {
          name: 'example.com/app/store.(*Cache).Put',
          start: 40,
          cum: [310 * megabyte],
          lines: {
            41: [[0, 310 * megabyte]],
            42: [[298 * megabyte, 298 * megabyte]],
            43: [[40 * megabyte, 40 * megabyte]],
            44: [[6 * megabyte, 6 * megabyte]],
            45: [[4 * megabyte, 4 * megabyte]],
          },
        },
      ],
    },
  }),
);
const [put] = index.functionsOf(0);

function check(minimumShare: number, expected: string[]): void {
  const hot = hotLinesOf(index, put, 0, minimumShare);
  assert.deepEqual(
    hot.map((line) => `${line.line} heat ${line.heat}: ${markText([partOf(line)], formatMessage)}`),
    expected,
  );
}

function partOf(hot: MarkPart['hot']): MarkPart {
  return { kind: 'heap', index, typeIndex: 0, hot };
}

describe('hotLinesOf', () => {
  it('marks lines by their share of the profile, hot, medium and mild, and what they call', () => {
    check(0.005, [
      '41 heat 0: 310 MB cum · 100 % of this function',
      '42 heat 3: 298 MB flat · 96 % of this function',
      '43 heat 2: 40 MB flat · 13 % of this function',
      '44 heat 1: 6 MB flat · 1.9 % of this function',
    ]);
  });

  it('marks nothing below the smallest share', () => {
    check(0.5, []);
  });

  it('marks every line with a cost when the smallest share is 0', () => {
    assert.equal(hotLinesOf(index, put, 0, 0).length, 5);
  });
});

describe('markText', () => {
  it('names the types when several profiles meet on a line', () => {
    const hot = hotLinesOf(index, put, 0, 0.005);
    assert.equal(
      markText([partOf(hot[1]), partOf(hot[0])], formatMessage),
      'inuse 298 MB flat · inuse 310 MB cum',
    );
  });
});
