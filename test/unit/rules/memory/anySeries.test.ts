import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { formatMessage } from '../../../../src/base/message';
import { reportMemory } from '../../../../src/engine/memoryReport';
import { type MemoryField, memoryFieldNames } from '../../../../src/model/memoryFields';
import { plainMemoryReport } from '../../../../src/model/memoryReport';
import { cycleColumns, type MemorySeries } from '../../../../src/model/memorySeries';
import { memoryRules } from '../../../../src/rules/memory/index';
import { cyclesFrom, mark, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

const amount = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.double({ min: 0, max: 1e10, noNaN: true }).map((any) => Math.round(any * 1000) / 1000),
  },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 2 ** 63, 2 ** 64) },
);

const anyOf = (field: MemoryField) =>
  field === 'GOGC'
    ? fc.constantFrom(-1, 0, 50, 100)
    : field === 'GOMEMLIMIT' || field === 'CgroupLimit'
      ? fc.constantFrom(2 ** 28, 2 ** 63, Number.POSITIVE_INFINITY)
      : amount;

const samples = fc
  .record({
    length: fc.integer({ min: 0, max: 40 }),
    fields: fc.subarray([...memoryFieldNames], { minLength: 0 }),
    step: fc.constantFrom(0, 1000, 5000, 60_000),
  })
  .chain(({ length, fields, step }) =>
    fc
      .tuple(
        ...fields.map((field) =>
          fc.array(fc.option(anyOf(field), { freq: 8 }), { minLength: length, maxLength: length }),
        ),
      )
      .map((columns) =>
        samplesAt(
          Array.from({ length }, (_, i) => i * step),
          Object.fromEntries(fields.map((field, i) => [field, columns[i]!])) as Record<
            MemoryField,
            (number | null)[]
          >,
        ),
      ),
  );

const cycle = fc.record(
  Object.fromEntries([
    ...cycleColumns.filter((name) => name !== 'timeMs').map((name) => [name, amount] as const),
    ['forced', fc.boolean()] as const,
  ]),
  { requiredKeys: [] },
);

const cycles = fc
  .record({ rows: fc.array(cycle, { maxLength: 60 }), step: fc.constantFrom(0, 1, 100, 30_000) })
  .map(({ rows, step }) => cyclesFrom(rows.map((row, i) => ({ ...row, timeMs: i * step }))));

const series: fc.Arbitrary<MemorySeries> = fc
  .record({
    samples,
    cycles,
    clock: fc.constantFrom('unix' as const, 'sinceStart' as const, 'none' as const),
    restart: fc.option(fc.integer({ min: 0, max: 100_000 })),
  })
  .map(({ restart, ...parts }) =>
    seriesOf({ ...parts, marks: restart === null ? [] : [mark('restart', restart)] }),
  );

const limit = fc.option(fc.constantFrom(2 ** 28, 2 ** 30, Number.POSITIVE_INFINITY));
const known = fc.record({
  memoryLimit: limit,
  containerLimit: limit,
  gogc: fc.option(fc.constantFrom(-1, 0, 100)),
});

describe('rules over any series', () => {
  it('say nothing twice, nothing of no number, and nothing of no time', function () {
    this.timeout(30_000);
    fc.assert(
      fc.property(series, known, (any, said) => {
        const report = reportMemory(any, { ...plainMemoryReport, known: said });
        const ids = [...report.findings, ...report.unjudged].map(({ ruleId }) => ruleId);
        assert.equal(new Set(ids).size, ids.length, ids.join());
        for (const id of ids) assert.ok(memoryRules.some((rule) => rule.id === id));
        for (const { ruleId, message, advice, evidence, span } of report.findings) {
          for (const text of [formatMessage(message), formatMessage(advice)]) {
            assert.doesNotMatch(text, /NaN|undefined|Infinity|\{\w+\}/, ruleId);
          }
          for (const { name, value } of evidence) {
            assert.ok(Number.isFinite(value), `${ruleId} ${name.english}: ${value}`);
          }
          if (span) assert.ok(span.fromMs <= span.toMs, `${ruleId}: ${span.fromMs} to ${span.toMs}`);
        }
        for (const { id, message } of report.readings) {
          assert.doesNotMatch(formatMessage(message), /NaN|undefined|Infinity|\{\w+\}/, id);
        }
      }),
      { numRuns: 200 },
    );
  });
});
