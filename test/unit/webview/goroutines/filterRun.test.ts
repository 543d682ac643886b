import assert from 'node:assert/strict';
import type { GoroutineData, Matches } from '../../../../webview/goroutines/data';
import { FilterRun } from '../../../../webview/goroutines/filterRun';

/** Answers when the test says so. */
class SlowDump {
  readonly asked: string[] = [];
  readonly #waiting = new Map<string, (matches: Matches | Error) => void>();

  match(filter: string): Promise<Matches> {
    this.asked.push(filter);
    return new Promise((resolve, reject) => {
      this.#waiting.set(filter, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  }

  async answer(filter: string, answer: number | Error): Promise<void> {
    this.#waiting.get(filter)!(
      typeof answer === 'number' ? { matching: Uint32Array.of(answer), total: answer } : answer,
    );
    await new Promise(setImmediate);
  }

  get data(): GoroutineData {
    return this as unknown as GoroutineData;
  }
}

function start() {
  const dump = new SlowDump();
  const changes: string[] = [];
  const next: (() => void)[] = [];
  const run = new FilterRun((filter) => {
    changes.push(filter);
    next.shift()?.();
  });
  const changed = () => new Promise<void>((resolve) => next.push(resolve));
  return { dump, run, changes, changed };
}

describe('running a filter', () => {
  it('shows all without one, at once', () => {
    const { dump, run, changes } = start();
    run.update(dump.data, '');
    assert.deepEqual([run.matches, run.isSettled, changes, dump.asked], [null, true, [''], []]);
  });

  it('keeps the latest answer until the next is there, and drops what nobody waits for', async () => {
    const { dump, run, changed } = start();
    run.update(dump.data, 'a');
    await dump.answer('a', 7);
    assert.deepEqual([run.filter, run.matches!.total], ['a', 7]);
    run.update(dump.data, 'ab');
    assert.deepEqual([run.filter, run.isSettled], ['a', false]);
    run.update(dump.data, 'abc');
    while (!dump.asked.includes('abc')) await new Promise(setImmediate);
    assert.ok(!dump.asked.includes('ab'), 'letters that follow each other are asked for once');
    const told = changed();
    await dump.answer('abc', 3);
    await told;
    assert.deepEqual([run.filter, run.matches!.total, run.isSettled], ['abc', 3, true]);
  });

  it('holds what is wrong back while one types, but says it at once where nobody does', async () => {
    const { dump, run, changed } = start();
    run.update(dump.data, 'wait:soon');
    assert.match(run.problem, /takes a duration/);
    run.update(dump.data, '');
    const told = changed();
    run.update(dump.data, 'wait:so');
    assert.equal(run.problem, '');
    await told;
    assert.match(run.problem, /“so”/);
    assert.deepEqual(dump.asked, []);
  });

  it('says what the engine refuses, and keeps what was shown', async () => {
    const { dump, run } = start();
    run.update(dump.data, 'x');
    await dump.answer('x', 5);
    const other = new SlowDump();
    run.update(other.data, 'func:/(/');
    await other.answer('func:/(/', new Error('missing closing )'));
    assert.deepEqual([run.problem, run.matches], ['missing closing )', null]);
  });

  it('does not ask for a field without a value', async () => {
    const { dump, run } = start();
    run.update(dump.data, 'x state:');
    assert.deepEqual(dump.asked, ['x']);
  });
});
