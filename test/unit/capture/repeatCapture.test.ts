import assert from 'node:assert/strict';
import { abortError } from '../../../src/base/rpc';
import { type Clock, type RepetitionProgress, repeatCapture } from '../../../src/capture/repeatCapture';

describe('capture/repeatCapture', () => {
  it('takes captures at fixed times, and counts the seconds between them', async () => {
    const clock = new TestClock();
    const starts: number[] = [];
    const told: string[] = [];
    const { taken, failure } = await repeatCapture(
      { times: 3, everySeconds: 2 },
      async () => {
        starts.push(clock.ms);
        clock.ms += 500;
        return starts.length;
      },
      { ...silent(), clock, onProgress: (now) => told.push(textOf(now)) },
    );
    assert.deepEqual(starts, [0, 2000, 4000]);
    assert.deepEqual(taken, [1, 2, 3]);
    assert.equal(failure, null);
    assert.deepEqual(told, [
      '0 of 3, 0 s',
      '1 of 3, 2 s',
      '1 of 3, 1 s',
      '1 of 3, 0 s',
      '2 of 3, 2 s',
      '2 of 3, 1 s',
      '2 of 3, 0 s',
      '3 of 3, 0 s',
    ]);
  });

  it('starts the next at once where one takes longer than the time between them', async () => {
    const clock = new TestClock();
    const starts: number[] = [];
    const take = async () => {
      starts.push(clock.ms);
      clock.ms += 2500;
    };
    await repeatCapture({ times: 3, everySeconds: 2 }, take, { ...silent(), clock });
    assert.deepEqual(starts, [0, 2500, 5000]);
  });

  it('keeps what was taken before a failure', async () => {
    const clock = new TestClock();
    const broken = new Error('the program is gone');
    let calls = 0;
    const take = async () => {
      if (++calls === 3) throw broken;
      return calls;
    };
    const repeated = await repeatCapture({ times: 5, everySeconds: 1 }, take, { ...silent(), clock });
    assert.deepEqual(repeated, { taken: [1, 2], failure: broken });
  });

  it('is cancelled between captures, at the real clock too', async () => {
    for (const clock of [new TestClock(), undefined]) {
      const controller = new AbortController();
      const onProgress = ({ waitSeconds }: RepetitionProgress) => {
        if (waitSeconds > 0) setImmediate(() => controller.abort());
      };
      const { signal } = controller;
      const take = async () => 'one';
      const repeated = await repeatCapture(
        { times: 2, everySeconds: 3600 },
        take,
        clock ? { signal, onProgress: () => controller.abort(), clock } : { signal, onProgress },
      );
      assert.equal((repeated.failure as Error).name, 'AbortError');
      assert.deepEqual(repeated.taken, ['one']);
    }
  });
});

class TestClock implements Clock {
  ms = 0;

  nowMs(): number {
    return this.ms;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw abortError();
    this.ms += ms;
  }
}

function silent() {
  return { signal: new AbortController().signal, onProgress: () => undefined };
}

function textOf({ taken, times, waitSeconds }: RepetitionProgress): string {
  return `${taken} of ${times}, ${waitSeconds} s`;
}
