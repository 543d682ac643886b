import assert from 'node:assert/strict';
import { formatMessage, message } from '../../../../src/base/message';
import type { LeakTrend, TrendSite } from '../../../../src/model/leakTrend';
import { CostIndex } from '../../../../src/vscode/overlay/costIndex';
import { beforePhrase, lensDetails, lensText } from '../../../../src/vscode/overlay/lensText';
import { growthMessage } from '../../../../src/vscode/overlay/problemLines';
import { TrendIndex } from '../../../../src/vscode/overlay/trendIndex';
import { trendPhrase, trendProblem } from '../../../../src/vscode/overlay/trendText';
import { sketchLineCosts, sketchTypes } from '../../../helpers/lineCostsSketch';

const MB = 1 << 20;

const index = new CostIndex(
  sketchLineCosts({
    types: ['inuse_space/bytes=1000'],
    files: {
      '/w/store.go': [
        { name: 'app.Put', start: 10, cum: [90], lines: { 12: [[80, 80]], 14: [[10, 10]] } },
        { name: 'app.Get', start: 20, cum: [5], lines: { 22: [[5, 5]] } },
      ],
    },
  }),
);

const site = (line: number, part: Partial<TrendSite>): TrendSite => ({
  name: 'app.Put',
  file: '/w/store.go',
  line,
  inuseBytes: [1, 2, 3],
  inuseObjects: [1, 1, 1],
  relativeError: null,
  slopePerMinute: 0,
  allocatedBytes: null,
  survival: null,
  verdict: 'steady',
  behaviour: 'unknown',
  reason: message('reason', 'Because {line}.', { line }),
  ...part,
});

const trendOf = (...sites: TrendSite[]): LeakTrend => ({
  timesMs: [0, 60_000, 120_000],
  totals: [1, 2, 3],
  verdict: 'growing',
  reason: message('reason', 'Because.'),
  slopePerMinute: 1,
  sites,
  omitted: 0,
  problems: [],
});

describe('trend in the source', () => {
  const trend = trendOf(
    site(12, { verdict: 'growing', slopePerMinute: 12 * MB, allocatedBytes: 20 * MB }),
    site(14, { verdict: 'growing', slopePerMinute: 3 * MB, allocatedBytes: 5 * MB }),
    site(22, { behaviour: 'churn', survival: 0.02, allocatedBytes: 900 * MB }),
    site(99, { verdict: 'growing', slopePerMinute: MB }),
  );
  const told = new TrendIndex(trend, index);

  it('stands at the lines that grow or churn, as far as the latest capture knows them', () => {
    assert.deepEqual(
      told.lines.map(({ file, row, site: { line, told: as } }) => [file, row, line, as]),
      [
        [0, 0, 12, 'growing'],
        [0, 1, 14, 'growing'],
        [0, 2, 22, 'churn'],
      ],
    );
    assert.equal(told.siteOfLine(2)?.told, 'churn');
    assert.equal(told.siteOfLine(7), null);
  });

  it('says in a function what its lines do together', () => {
    const phrase = (row: number) => {
      const found = trendPhrase(told.sitesOfFunction(row), trend);
      return found && formatMessage(found);
    };
    assert.equal(phrase(0), 'growing 15 MB/min');
    assert.equal(phrase(1), 'churn 450 MB/min');
    assert.equal(phrase(2), null);
  });

  it('leaves out what neither grows nor allocates much', () => {
    const little = trendOf(
      site(12, { behaviour: 'retention', allocatedBytes: 960 * MB }),
      site(22, { behaviour: 'churn', survival: 0, allocatedBytes: 40 * MB }),
    );
    assert.deepEqual(new TrendIndex(little, index).lines, []);
  });

  it('is told by Problems with its reason', () => {
    const problem = (row: number) =>
      formatMessage(trendProblem(told.siteOfLine(row)!, 'a.pb.gz +2', formatMessage));
    assert.equal(problem(0), 'Memory allocated on this line grows. Because 12. — a.pb.gz +2');
    assert.equal(
      problem(2),
      'This line allocates much that does not last: 2.00 % stayed. Because 22. — a.pb.gz +2',
    );
  });

  it('makes a lens also where the cost itself is too small for one', () => {
    const cost = { kind: 'heap' as const, types: sketchTypes(['inuse_space/bytes=1000']), cum: [1] };
    assert.equal(lensText(cost, [0], 0.5, formatMessage), null);
    const growing = trendPhrase(told.sitesOfFunction(0), trend);
    assert.equal(
      lensText({ ...cost, trend: growing }, [0], 0.5, formatMessage),
      'inuse 1 B (0.10 %) · growing 15 MB/min',
    );
  });
});

describe('comparison in the source', () => {
  const types = sketchTypes(['alloc_objects/count=10000', 'inuse_space/bytes=104857600']);
  const lens = (cum: readonly number[]) =>
    lensText({ kind: 'heap', types, cum, isComparison: true }, [1, 0], 0.001, formatMessage);

  it('signs what a lens says', () => {
    assert.equal(lens([3100, 39845888]), 'inuse +38 MB (+38 %) · +3100 objects');
    assert.equal(lens([-1, -1572864]), 'inuse −1.5 MB (−1.5 %) · −1 object');
  });

  it('says what a value was before', () => {
    const said = (base: number, change: number) => formatMessage(beforePhrase(base, change, 'bytes'));
    assert.equal(said(31457280, 12582912), 'was 30.0 MB');
    assert.equal(said(0, 12582912), 'new');
    assert.equal(said(31457280, -31457280), 'gone, was 30.0 MB');
    assert.equal(said(31457280, 0), 'as before: 30.0 MB');
    assert.equal(said(0, 0), 'nothing on either side');
    const base = { flat: [0, 0], cum: [0, 31457280] };
    assert.equal(
      lensDetails(types, [0, 0], [0, 12582912], formatMessage, base),
      'inuse_space: flat ±0 (nothing on either side), cum +12.0 MB (was 30.0 MB)',
    );
  });

  it('says in Problems what a line had before', () => {
    const grown = {
      kind: 'heap' as const,
      type: types[1]!,
      value: 39845888,
      base: 31457280,
      fileName: 'b − a',
    };
    assert.equal(
      formatMessage(growthMessage(grown, formatMessage)),
      'inuse +38 MB (+38 %, was 30.0 MB) on this line, more than before — b − a',
    );
  });
});
