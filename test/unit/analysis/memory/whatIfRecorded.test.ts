import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { simulateWhatIf } from '../../../../src/analysis/memory/whatIf';
import { formatMessage } from '../../../../src/base/message';
import { readGcTrace } from '../../../../src/formats/gctrace/readGcTrace';
import type { WhatIfNumbers } from '../../../../src/model/memoryReport';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { MiB } from '../../../helpers/memorySeriesSketch';

/**
 * Traces of one program under several settings (test/fixtures/gcTraces.ts): what each would have foretold of the others, beside what
 * they really were.
 */
const folder = path.join(__dirname, '../../../fixtures/gctraces');

function recorded(shape: string, gogc: number): MemorySeries {
  const { series } = readGcTrace(readFileSync(path.join(folder, `${shape}-gogc${gogc}.gctrace`)));
  assert.equal(series.length, 1);
  return series[0]!.series;
}

function foretold(shape: string, from: number, to: number, memoryLimit: number | null = null): WhatIfNumbers {
  const known = { gogc: from, memoryLimit, containerLimit: null };
  const whatIf = simulateWhatIf(recorded(shape, from), { gogc: to, memoryLimit: null, known });
  assert.equal(whatIf.kind, 'computed', whatIf.kind === 'impossible' ? formatMessage(whatIf.reason) : '');
  return (whatIf as Extract<typeof whatIf, { kind: 'computed' }>).changed;
}

function peakOf({ cycles }: MemorySeries): number {
  return cycles.heapEnd.reduce((most, end, row) => Math.max(most, end + cycles.stacks[row]!), 0);
}

const settings = [50, 100, 200];
const pairs = ['steady', 'wave', 'large'].flatMap((shape) =>
  settings.flatMap((from) => settings.map((to) => ({ shape, from, to }))),
);

describe('simulateWhatIf, of what was really recorded', () => {
  for (const { shape, from, to } of pairs) {
    it(`foretells GOGC=${to} of ${shape} by its trace with GOGC=${from}`, () => {
      const truth = recorded(shape, to);
      const { cycles, peakBytes } = foretold(shape, from, to);
      const missed = Math.abs(cycles - truth.cycles.length);
      assert.ok(missed <= Math.max(2, 0.2 * truth.cycles.length), `${cycles}, were ${truth.cycles.length}`);
      const peak = peakOf(truth);
      assert.ok(Math.abs(peakBytes - peak) <= 0.1 * peak, `${peakBytes / MiB}, was ${peak / MiB} MiB`);
    });
  }

  it('misses the number of collections by a twentieth in the middle', () => {
    const errors = pairs.map(({ shape, from, to }) => {
      const truth = recorded(shape, to).cycles.length;
      return Math.abs(foretold(shape, from, to).cycles - truth) / truth;
    });
    errors.sort((a, b) => a - b);
    assert.ok(errors[errors.length >> 1]! <= 0.05, `${errors[errors.length >> 1]}`);
  });

  it('knows a GOMEMLIMIT that ruled, if it is told', () => {
    for (const to of settings) {
      const truth = recorded('limited', to).cycles.length;
      const { cycles } = foretold('limited', 50, to, 150 * MiB);
      assert.ok(Math.abs(cycles - truth) <= 0.25 * truth, `${cycles}, were ${truth}`);
    }
  });

  it('says that it does not fit, or that a limit may rule, if it is not', () => {
    for (const from of settings) {
      const known = { gogc: from, memoryLimit: null, containerLimit: null };
      const whatIf = simulateWhatIf(recorded('limited', from), { gogc: 100, memoryLimit: null, known });
      assert.equal(whatIf.kind, 'impossible');
    }
  });
});
