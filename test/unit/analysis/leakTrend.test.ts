import assert from 'node:assert/strict';
import { computeLeakTrend } from '../../../src/analysis/leakTrend';
import { riseOverFall, theilSenSlope } from '../../../src/analysis/theilSen';
import { formatMessage } from '../../../src/base/message';
import type { LeakTrend } from '../../../src/model/leakTrend';
import type { Profile } from '../../../src/model/profile';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { profileOf } from '../../helpers/profileText';

const MB = 1 << 20;
const rate = 512 * 1024;
const started = 1_700_000_000_000_000_000n;

/** A capture `minute` minutes after the start: per stack [bytes allocated since the start, bytes in use], objects of 1 kB. */
function capture(
  minute: number,
  stacks: Readonly<Record<string, readonly [number, number]>>,
  options: Partial<ProfileSketch> = {},
): Profile {
  const text = Object.entries(stacks).map(
    ([stack, [allocated, inuse]]) =>
      `${stack} ${Math.round(allocated / 1024)} ${allocated} ${Math.round(inuse / 1024)} ${inuse}`,
  );
  return profileOf(text.join('\n'), {
    types: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
    periodType: 'space/bytes',
    period: rate,
    timeNanos: started + BigInt(minute) * 60_000_000_000n,
    mappings: ['/bin/app'],
    ...options,
  });
}

const leak = 'main.main main.go:9;app/store.Put store.go:42';
const churn = 'main.main main.go:9;app/json.Decode decode.go:7;bytes.growSlice buffer.go:240';
const cache = 'main.main main.go:9;app/cache.Fill cache.go:3';

/** Every minute 20 MB leak, 400 MB churn through 8 MB, and 64 MB stay. */
const minuteOf = (minute: number) =>
  capture(minute, {
    [leak]: [20 * MB * (minute + 1), 20 * MB * (minute + 1)],
    [churn]: [400 * MB * (minute + 1), (minute % 2 === 0 ? 8 : 9) * MB],
    [cache]: [64 * MB, 64 * MB],
  });

describe('leak trend', () => {
  it('tells retention from churn and from what just stays', () => {
    const trend = computeLeakTrend([minuteOf(2), minuteOf(0), minuteOf(3), minuteOf(1)]);
    assert.equal(
      sitesOf(trend),
      [
        'app/store.Put store.go:42 growing retention 20 20,40,60,80 survives 1',
        'app/cache.Fill cache.go:3 steady unknown 0 64,64,64,64 survives -',
        'app/json.Decode decode.go:7 steady churn 0 8,9,8,9 survives 0',
      ].join('\n'),
    );
    assert.equal(trend.verdict, 'growing');
    assert.equal(Math.round(trend.slopePerMinute! / MB), 20);
    assert.deepEqual(trend.totals, [92 * MB, 113 * MB, 132 * MB, 153 * MB]);
    assert.equal(
      formatMessage(trend.sites[0]!.reason),
      'In use grew from 20.0 MB to 80.0 MB over 4 captures in 3.00 min, 20.0 MB a minute (sampling noise ± 5.47 MB); 100 % of the 60.0 MB allocated meanwhile stayed.',
    );
  });

  it('needs three captures', () => {
    const trend = computeLeakTrend([minuteOf(0), minuteOf(1)]);
    assert.equal(trend.verdict, 'tooLittleData');
    assert.deepEqual([...new Set(trend.sites.map(({ verdict }) => verdict))], ['tooLittleData']);
    assert.equal(trend.sites[0]!.slopePerMinute, null);
  });

  it('does not take the noise of the sampler for a leak', () => {
    // 4 objects at the rate more is what two more lucky samples look like.
    const at = (minute: number, mb: number) => capture(minute, { [churn]: [900 * MB * minute, mb * MB] });
    assert.equal(computeLeakTrend([at(1, 10), at(2, 11), at(3, 12)]).sites[0]!.verdict, 'steady');
    // A rise and a fall is no trend, however large.
    assert.equal(computeLeakTrend([at(1, 10), at(2, 90), at(3, 60), at(4, 40)]).sites[0]!.verdict, 'steady');
  });

  it('needs more captures of a site whose objects hardly survive: three may rise by chance', () => {
    const at = (minute: number) =>
      capture(minute, { [churn]: [4000 * MB * minute, (20 + 40 * minute) * MB] });
    const verdictOf = (minutes: readonly number[]) => computeLeakTrend(minutes.map(at)).sites[0]!.verdict;
    assert.equal(verdictOf([1, 2, 3]), 'steady');
    assert.equal(verdictOf([1, 2, 3, 4, 5]), 'growing');
  });

  it('knows what shrinks', () => {
    const at = (minute: number, mb: number) => capture(minute, { [cache]: [400 * MB, mb * MB] });
    const [site] = computeLeakTrend([at(1, 400), at(2, 300), at(3, 150)]).sites;
    assert.deepEqual([site!.verdict, Math.round(site!.slopePerMinute! / MB)], ['shrinking', -125]);
  });

  it('keeps to one run of one build, and says what it left out', () => {
    const other = capture(1, { [leak]: [MB, MB] }, { mappings: ['/bin/other'] });
    const timeless = capture(1, { [leak]: [MB, MB] }, { timeNanos: undefined });
    const cpu = profileOf('main.main 5', { timeNanos: started });
    const beforeRestart = capture(-5, { [leak]: [900 * MB, 800 * MB] });
    const trend = computeLeakTrend([
      cpu,
      beforeRestart,
      timeless,
      other,
      minuteOf(0),
      minuteOf(1),
      minuteOf(1),
      minuteOf(2),
    ]);
    assert.equal(trend.timesMs.length, 3);
    assert.deepEqual(
      trend.problems.map((problem) => formatMessage(problem)),
      [
        '1 of 8 captures are no heap profiles with memory in use.',
        '1 of 8 captures do not say when they were taken.',
        '1 of 8 captures come from another build of the program.',
        '1 of 8 captures were taken at the same time as another one.',
        '1 of 8 captures are from before the program was started anew: what it had allocated in all became less.',
      ],
    );
    assert.throws(() => computeLeakTrend([cpu]), /none of these 1 is one/);
  });
});

describe('Theil–Sen slope', () => {
  it('is the median of pairwise slopes', () => {
    assert.equal(theilSenSlope([0, 1, 2, 3], [1, 3, 5, 7]), 2);
    assert.equal(theilSenSlope([0, 1, 2, 3], [1, 3, 500, 7]), 2);
    assert.ok(Number.isNaN(theilSenSlope([1, 1], [2, 3])));
  });

  it('comes with the balance of rises and falls', () => {
    assert.equal(riseOverFall([1, 2, 3]), 1);
    assert.equal(riseOverFall([3, 2, 1]), -1);
    assert.equal(riseOverFall([1, 3, 2]), 1 / 3);
    assert.equal(riseOverFall([5]), 0);
  });
});

function sitesOf({ sites }: LeakTrend): string {
  return sites
    .map(({ name, file, line, verdict, behaviour, slopePerMinute, inuseBytes, survival }) => {
      const series = inuseBytes.map((bytes) => bytes / MB).join();
      const stays = survival === null ? '-' : Math.round(survival * 100) / 100;
      return `${name} ${file}:${line} ${verdict} ${behaviour} ${Math.round(slopePerMinute! / MB)} ${series} survives ${stays}`;
    })
    .join('\n');
}
