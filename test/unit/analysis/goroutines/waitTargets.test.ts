import assert from 'node:assert/strict';
import { computeGroups } from '../../../../src/analysis/goroutines/groups';
import { studyDump } from '../../../../src/analysis/goroutines/studiedDump';
import { computeWaitTargets } from '../../../../src/analysis/goroutines/waitTargets';
import { formatMessage } from '../../../../src/base/message';
import { dumpOf, dumpText, type GoroutineSketch } from '../../../helpers/dumpText';

describe('what goroutines wait on', () => {
  it('is a lock by its address, and who has it without waiting holds it', () => {
    check(
      [
        lockWaiter(2, '0xc000010008', 'main.(*Cache).Get(0xc000010000) /app/c.go:5'),
        lockWaiter(3, '0xc000010008', 'main.(*Cache).Put(0xc000010000) /app/c.go:9'),
        lockWaiter(4, '0xc000020008', 'main.(*Cache).Get(0xc000020000) /app/c.go:5'),
        {
          goid: 5,
          state: 'IO wait',
          stack: [
            'net.(*conn).Read(0xc000099000) /go/src/net/net.go:1',
            'main.(*Cache).Load(0xc000010000) /app/c.go:20',
          ],
        },
        { goid: 6, state: 'select', stack: ['main.(*Cache).Sweep(...) /app/c.go:30'] },
        { goid: 7, state: 'sleep', stack: ['main.unlockLater(0x3, 0xc000010008) /app/u.go:3'] },
      ],
      `
      2 × mutex 0xc000010008: 7 main.unlockLater has this address among its arguments, and does not wait for it. | 5 main.(*Cache).Load is called on the same object. | 6 main.(*Cache).Sweep is a method of the same type; the dump does not tell whether of the same object.
      1 × mutex 0xc000020008: 6 main.(*Cache).Sweep is a method of the same type; the dump does not tell whether of the same object.`,
    );
  });

  it('knows an RWMutex by its frames: writers behind the first wait on its inner mutex', () => {
    check(
      [
        {
          goid: 2,
          state: 'sync.Mutex.Lock',
          stack: [
            'sync.runtime_SemacquireMutex(0x0?, 0x0?) /go/src/runtime/sema.go:95',
            'sync.(*Mutex).lockSlow(0xc000010000) /go/src/sync/mutex.go:173',
            'sync.(*Mutex).Lock(...) /go/src/sync/mutex.go:92',
            'sync.(*RWMutex).Lock(0x0?) /go/src/sync/rwmutex.go:148',
            'main.write() /app/w.go:5',
          ],
        },
        {
          goid: 3,
          state: 'sync.RWMutex.RLock',
          stack: [
            'sync.runtime_SemacquireRWMutexR(0xc00001000c, 0x0) /go/src/runtime/sema.go:100',
            'sync.(*RWMutex).RLock(...) /go/src/sync/rwmutex.go:72',
            'main.read() /app/r.go:5',
          ],
        },
      ],
      `
      2 × rwMutex 0xc000010000:`,
    );
  });

  it('is part of an object: whose methods are called on it tells where arguments do not', () => {
    const reader = (goid: number, receiver: string): GoroutineSketch => ({
      goid,
      state: 'sync.RWMutex.RLock',
      stack: [
        'sync.runtime_SemacquireRWMutexR(0x0?, 0x0?) /go/src/runtime/sema.go:100',
        'sync.(*RWMutex).RLock(...) /go/src/sync/rwmutex.go:72',
        `main.(*Cache).Read(${receiver}) /app/r.go:5`,
      ],
    });
    const writer: GoroutineSketch = {
      goid: 4,
      state: 'sync.Mutex.Lock',
      stack: [
        'sync.(*Mutex).lockSlow(0xc000010018) /go/src/sync/mutex.go:173',
        'sync.(*RWMutex).Lock(0x0?) /go/src/sync/rwmutex.go:148',
        'main.(*Cache).Write(0x0?) /app/w.go:5',
      ],
    };
    check(
      [
        reader(2, '0xc000010000'),
        reader(3, '0xc000090000'),
        writer,
        {
          goid: 5,
          state: 'sleep',
          stack: ['time.Sleep(0x5) /go/src/time/s.go:1', 'main.(*Cache).Fill(0xc000010000) /app/f.go:5'],
        },
        { goid: 6, state: 'sleep', stack: ['main.(*Cache).Fill(0xc000070000) /app/f.go:5'] },
      ],
      `
      2 × rwMutex 0xc000010018: 5 main.(*Cache).Fill is called on the same object.
      1 × rwMutex : 4 main.(*Cache).Write is a method of the same type; the dump does not tell whether of the same object.`,
    );
  });

  it('is told by group where arguments say nothing; a WaitGroup may wait for whom its waiter started', () => {
    const waiter = (goid: number): GoroutineSketch => ({
      goid,
      state: 'semacquire',
      stack: [
        'sync.runtime_Semacquire(0x0?) /go/src/runtime/sema.go:71',
        'sync.(*WaitGroup).Wait(0x0?) /go/src/sync/waitgroup.go:118',
        'main.all() /app/a.go:5',
      ],
    });
    check(
      [
        waiter(2),
        waiter(3),
        { goid: 4, state: 'chan send', stack: ['main.one() /app/a.go:9'], by: 'main.all /app/a.go:8 in 3' },
      ],
      `
      2 × waitGroup : 4 It was started by a goroutine that waits here.`,
    );
  });

  it('is a condition by its own address, and a mutex again for whom it woke', () => {
    check(
      [
        {
          goid: 2,
          state: 'sync.Cond.Wait',
          stack: [
            'sync.runtime_notifyListWait(0xc000010010, 0x5) /go/src/runtime/sema.go:569',
            'sync.(*Cond).Wait(0x0?) /go/src/sync/cond.go:70',
            'main.a() /app/a.go:5',
          ],
        },
        {
          goid: 3,
          state: 'sync.Mutex.Lock',
          stack: [
            'sync.runtime_SemacquireMutex(0xc000030004, 0x0) /go/src/runtime/sema.go:95',
            'sync.(*Mutex).lockSlow(0xc000030000) /go/src/sync/mutex.go:173',
            'sync.(*Cond).Wait(0xc000010000) /go/src/sync/cond.go:71',
            'main.a() /app/a.go:5',
          ],
        },
      ],
      `
      1 × cond 0xc000010000: 3 sync.(*Cond).Wait has this address among its arguments, and does not wait for it.
      1 × mutex 0xc000030000:`,
    );
  });

  it('is a channel where the runtime has its address, or where two goroutines have one pointer', () => {
    check(
      [
        {
          goid: 2,
          state: 'chan receive',
          stack: [
            'runtime.gopark(0x0?) /go/src/runtime/proc.go:424',
            'runtime.chanrecv(0xc000010000, 0x0) /go/src/runtime/chan.go:639',
            'main.a() /app/a.go:5',
          ],
        },
        { goid: 3, state: 'chan send', stack: ['main.(*P).send(0xc000050000, 0xc000060000) /app/p.go:5'] },
        { goid: 4, state: 'chan send', stack: ['main.(*P).send(0xc000050000, 0xc000060000) /app/p.go:5'] },
        {
          goid: 5,
          state: 'IO wait',
          stack: ['main.read() /app/r.go:1', 'main.loop(0xc000060000) /app/p.go:9'],
        },
        { goid: 6, state: 'chan send', stack: ['main.lone(0xc000070000) /app/p.go:15'] },
        { goid: 7, state: 'chan receive', stack: ['main.(*P).recv(0xc000050000) /app/p.go:15'] },
      ],
      `
      2 × channel 0xc000060000: 5 main.loop has the same pointer among its arguments: it may be at the other end.
      1 × channel 0xc000010000:`,
    );
  });
});

function lockWaiter(goid: number, address: string, caller: string): GoroutineSketch {
  return {
    goid,
    state: 'sync.Mutex.Lock, 2 minutes',
    stack: [
      'sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?) /go/src/runtime/sema.go:95',
      `sync.(*Mutex).lockSlow(${address}) /go/src/sync/mutex.go:173`,
      'sync.(*Mutex).Lock(...) /go/src/sync/mutex.go:92',
      caller,
    ],
  };
}

function check(goroutines: readonly GoroutineSketch[], expected: string): void {
  const studied = studyDump(dumpOf(dumpText(goroutines)));
  const { groupOf } = computeGroups(studied, []);
  const targets = computeWaitTargets(studied, groupOf);
  const lines = targets.map(({ kind, address, waiters, holders }) => {
    const who = holders.map(({ goid, reason }) => ` ${goid} ${formatMessage(reason)}`).join(' |');
    return `      ${waiters} × ${kind} ${address}:${who}`;
  });
  assert.equal(`\n${lines.join('\n')}`, expected);
}
