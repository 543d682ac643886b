import assert from 'node:assert/strict';
import { createEngine } from '../../../src/engine/node/createEngine';
import { plainMemoryReport } from '../../../src/model/memoryReport';

/** 40 collections a second apart that leave 10 MiB more each: half a minute and more of growth. */
const trace = Array.from({ length: 40 }, (_, i) => {
  const live = 100 + 10 * i;
  return `gc ${i + 1} @${i + 1}.000s 1%: 0.1+2+0.1 ms clock, 0.2+0/3/0+0.2 ms cpu, ${live * 2 - 10}->${live * 2}->${live} MB, ${live * 2} MB goal, 0 MB stacks, 0 MB globals, 2 P`;
}).join('\n');

describe('the report of an open series', () => {
  it('has findings, readings, health, forecast and advice, and says what it could not judge', async () => {
    const engine = createEngine();
    try {
      const { handle } = (await engine.open(Buffer.from(`${trace}\n`), { name: 'a.gctrace' }))[0]!;
      const report = await engine.ask(handle, 'memoryReport', {
        ...plainMemoryReport,
        known: { memoryLimit: Number.POSITIVE_INFINITY, containerLimit: 2 ** 30, gogc: 100 },
      });
      assert.deepEqual(
        report.findings.map(({ ruleId, severity }) => `${ruleId} ${severity}`),
        ['O2 warning', 'H1 warning'],
      );
      assert.deepEqual(
        report.readings.map(({ id }) => id),
        ['pausesAndMemory', 'goalAndLive', 'survivalAndPauses'],
      );
      assert.ok(report.health.parts.length > 0);
      assert.ok(report.advice.length > 0);
      assert.equal(report.rss, null);
      const cut = await engine.ask(handle, 'memoryReport', {
        ...plainMemoryReport,
        range: { fromMs: 0, toMs: 10_000 },
      });
      assert.deepEqual(cut.findings, []);
      assert.deepEqual(
        cut.unjudged.map(({ ruleId }) => ruleId),
        ['H1', 'O2'],
      );
    } finally {
      engine.dispose();
    }
  });
});
