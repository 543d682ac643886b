import assert from 'node:assert/strict';
import fc from 'fast-check';
import { giveAdvice } from '../../../../src/analysis/memory/advice';
import { findAnomalies } from '../../../../src/analysis/memory/anomalies';
import { forecastLimit } from '../../../../src/analysis/memory/forecast';
import { computeHealth } from '../../../../src/analysis/memory/health';
import { explainRss } from '../../../../src/analysis/memory/rssExplained';
import { simulateWhatIf } from '../../../../src/analysis/memory/whatIf';
import { formatMessage } from '../../../../src/base/message';
import { type MemoryField, memoryFieldNames } from '../../../../src/model/memoryFields';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { cyclesFrom, mark, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

const odd = fc.constantFrom(null, 0, Number.POSITIVE_INFINITY, 2 ** 63, 1, 4096);
const value = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 2 ** 40 }) },
  { weight: 1, arbitrary: odd },
);
const positive = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 2 ** 34 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

const cycle = fc.record({
  stepMs: fc.integer({ min: 0, max: 10_000 }),
  heapStart: positive,
  heapEnd: positive,
  heapLive: positive,
  goal: positive,
  markMs: positive.map((ms) => ms / 2 ** 26),
  sweepTermMs: positive.map((ms) => ms / 2 ** 30),
  backgroundCpuMs: positive.map((ms) => ms / 2 ** 26),
  procs: fc.constantFrom(1, 2, 64, Number.NaN),
  forced: fc.boolean(),
});

const anySeries: fc.Arbitrary<MemorySeries> = fc
  .record({
    count: fc.integer({ min: 0, max: 60 }),
    stepMs: fc.constantFrom(0, 1, 1000, 60_000),
    fields: fc.uniqueArray(fc.constantFrom(...memoryFieldNames), { maxLength: 14 }),
    values: fc.array(value, { minLength: 60, maxLength: 60 }),
    cycles: fc.array(cycle, { maxLength: 60 }),
    clock: fc.constantFrom('unix' as const, 'sinceStart' as const, 'none' as const),
    restart: fc.boolean(),
  })
  .map(({ count, stepMs, fields, values, cycles, clock, restart }) => {
    const times = Array.from({ length: count }, (_, i) => i * stepMs);
    const columns = fields.map((field, at): [MemoryField, (number | null)[]] => [
      field,
      times.map((_, i) => {
        const value = values[(i * 7 + at * 13) % values.length]!;
        // Only limits are without end.
        return value === Number.POSITIVE_INFINITY && !/Limit|LIMIT|High/.test(field) ? null : value;
      }),
    ]);
    let atMs = 0;
    const rows = cycles.map(({ stepMs, ...row }) => {
      atMs += stepMs;
      return { ...row, timeMs: atMs };
    });
    return seriesOf({
      clock,
      samples: samplesAt(times, Object.fromEntries(columns)),
      cycles: cyclesFrom(rows),
      marks: restart ? [mark('restart', stepMs * 10)] : [],
    });
  });

const known = fc.record({
  memoryLimit: fc.constantFrom(null, 2 ** 28, Number.POSITIVE_INFINITY, 2 ** 63, 0),
  containerLimit: fc.constantFrom(null, 2 ** 29, Number.POSITIVE_INFINITY),
  gogc: fc.constantFrom(null, -1, 0, 1, 100, 400),
});

describe('what is said of any series', () => {
  it('is made of numbers, and of sentences that hold no other', () => {
    fc.assert(
      fc.property(anySeries, known, fc.constantFrom(null, -1, 1, 50, 1000), (series, known, gogc) => {
        const options = { known, range: null };
        const health = computeHealth(series, options);
        for (const { score, weight, inputs } of health.parts) {
          for (const number of [score, weight, ...inputs.map(({ value }) => value)]) finite(number);
          assert.ok(score >= 0 && score <= 100);
        }
        assert.equal(health.parts.length + health.missing.length, 5);
        for (const { value, expected, threshold } of findAnomalies(series)) {
          for (const number of [value, expected, threshold]) finite(number);
        }
        const forecast = forecastLimit(series, options);
        if (forecast.kind === 'reaches') {
          for (const number of [forecast.atMs, forecast.lowMs, forecast.bytesPerMinute]) finite(number);
          assert.ok(forecast.lowMs <= forecast.atMs && forecast.atMs <= forecast.highMs);
          readable(forecast.message);
        } else readable(forecast.reason);
        for (const { message, steps, assumptions } of giveAdvice(series, options)) {
          readable(message);
          assumptions.forEach(readable);
          for (const { value } of steps) finite(value);
        }
        const rss = explainRss(series);
        if (rss) readable(rss.message);
        const whatIf = simulateWhatIf(series, { gogc, memoryLimit: null, known });
        if (whatIf.kind === 'impossible') readable(whatIf.reason);
        else {
          for (const { value } of whatIf.steps) finite(value);
          for (const { cycles, gcCpu, peakBytes } of [whatIf.recorded, whatIf.changed]) {
            for (const number of [cycles, gcCpu ?? 0, peakBytes]) finite(number);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

function finite(number: number): void {
  assert.ok(Number.isFinite(number), String(number));
}

function readable(message: Parameters<typeof formatMessage>[0]): void {
  assert.doesNotMatch(formatMessage(message), /NaN|Infinity|undefined|null|\{\w+\}/);
}
