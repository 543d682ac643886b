import assert from 'node:assert/strict';
import { classOfState } from '../../../src/model/stateClass';

function check(stateClass: string, ...states: string[]): void {
  assert.deepEqual(
    states.map((state) => `${state}: ${classOfState(state)}`),
    states.map((state) => `${state}: ${stateClass}`),
  );
}

describe('the class of a state', () => {
  it('is what the goroutine waits for', () => {
    check('nilChannel', 'chan receive (nil chan)', 'chan send (nil chan)');
    check('channel', 'chan receive', 'chan send');
    check('forever', 'select (no cases)');
    check('select', 'select');
    check('mutex', 'sync.Mutex.Lock', 'sync.RWMutex.RLock', 'sync.RWMutex.Lock');
    check('waitGroup', 'sync.WaitGroup.Wait');
    check('cond', 'sync.Cond.Wait');
    check('semaphore', 'semacquire');
    check('io', 'IO wait');
    check('sleep', 'sleep');
    check('coroutine', 'coroutine');
  });

  it('tells those that run, and the runtime itself', () => {
    check('running', 'running', 'runnable', 'preempted', 'GC assist marking', 'debug call', '1', '2');
    check('syscall', 'syscall', 'waiting for cgo callback', '3');
    check(
      'runtime',
      'finalizer wait',
      'GC worker (idle)',
      'force gc (idle)',
      'GC sweep wait',
      'trace reader (blocked)',
    );
    check('gc', 'GC assist wait', 'garbage collection', 'stopping the world', 'flushing proc caches');
  });

  it('is leaked where the collector said so, whatever it waits for', () => {
    assert.equal(classOfState('select', true), 'leaked');
    assert.equal(classOfState('leaked'), 'leaked');
  });

  it('is other for what is not known, and for names that objects have', () => {
    check(
      'other',
      '',
      'idle',
      '???',
      'panicwait',
      'synctest.Run',
      'something new',
      'constructor',
      '17',
      'Select',
    );
  });
});
