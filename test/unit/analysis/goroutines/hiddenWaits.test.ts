import assert from 'node:assert/strict';
import { stateClasses } from '../../../../src/model/goroutines';
import { countText, judgeText, type SketchedGoroutines } from '../../../helpers/judgedText';

/** Classes of the groups of a `debug=1` text, largest first. */
async function check(groups: readonly SketchedGoroutines[], expected: readonly string[]): Promise<void> {
  const { groups: table } = await judgeText(countText(groups));
  assert.deepEqual(
    Array.from(table.stateClass, (position) => stateClasses[position]),
    expected,
  );
}

describe('waits behind hidden frames', () => {
  it('two are a select, three a channel, and others are not known', async () => {
    await check(
      [
        { count: 40, stack: ['app.a a.go:1'], hidden: 2 },
        { count: 30, stack: ['app.b b.go:1'], hidden: 3 },
        { count: 20, stack: ['app.c c.go:1'], hidden: 4 },
        { count: 10, stack: ['app.d d.go:1'], hidden: 0 },
      ],
      ['select', 'channel', 'unknown', 'unknown'],
    );
  });

  it('frames that have names say more', async () => {
    await check(
      [
        {
          count: 30,
          stack: ['sync.runtime_Semacquire sema.go:71', 'sync.(*WaitGroup).Wait wg.go:9', 'app.a a.go:1'],
          hidden: 3,
        },
        { count: 20, stack: ['time.Sleep time.go:300', 'app.b b.go:1'], hidden: 1 },
        { count: 10, stack: ['reflect.chanrecv value.go:1', 'app.c c.go:1'], hidden: 2 },
        { count: 5, stack: ['iter.Pull[...].func1 iter.go:1', 'app.d d.go:1'], hidden: 2 },
      ],
      ['waitGroup', 'sleep', 'channel', 'unknown'],
    );
  });

  it('a leaf that is not where all others park is no wait: it may run', async () => {
    const parked = countText([
      { count: 5, stack: ['app.a a.go:1'], hidden: 3 },
      { count: 4, stack: ['app.b b.go:1'], hidden: 2 },
      { count: 3, stack: ['app.c c.go:1'], hidden: 2 },
    ]);
    const running = parked.replace('3 @ 0x46fb6e', '3 @ 0x411111');
    assert.notEqual(running, parked);
    const { groups } = await judgeText(running);
    assert.deepEqual(
      Array.from(groups.stateClass, (position) => stateClasses[position]),
      ['channel', 'select', 'unknown'],
    );
  });
});
