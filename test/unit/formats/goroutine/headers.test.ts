import assert from 'node:assert/strict';
import { readDump, sketchDump } from '../../../helpers/dumpSketch';

/** What is read of one header, behind a first goroutine that is running. */
function check(header: string, expected: string): void {
  const dump = readDump(
    `goroutine 1 [running]:\nmain.main()\n\t/x/m.go:1 +0x1\n\n${header}\nmain.f()\n\t/x/f.go:2 +0x1\n`,
  );
  const [, found] = sketchDump(dump);
  assert.equal(found?.replace(': main.f /x/f.go:2', ''), expected);
  assert.equal(dump.skippedLines, 0);
}

function checkNone(header: string): void {
  const dump = readDump(
    `goroutine 1 [running]:\nmain.main()\n\t/x/m.go:1 +0x1\n\n${header}\n\ngoroutine 3 [select]:\n`,
  );
  assert.deepEqual(Array.from(dump.goroutines.goid), [1, 3]);
  assert.equal(dump.skippedLines, 1);
}

describe('headers of goroutines', () => {
  it('have a state, which may have parentheses', () => {
    check('goroutine 12 [chan receive]:', '12 chan receive');
    check('goroutine 12 [chan receive (nil chan)]:', '12 chan receive (nil chan)');
    check('goroutine 12 [select (no cases)]:', '12 select (no cases)');
    check('goroutine 12 [GC worker (idle)]:', '12 GC worker (idle)');
    check('goroutine 12 [sync.RWMutex.RLock]:', '12 sync.RWMutex.RLock');
    check('goroutine 9007199254740991 [idle]:', '9007199254740991 idle');
  });

  it('had the number of a state before Go had texts', () => {
    check('goroutine 12 [3]:', '12 3');
  });

  it('have suffixes, minutes, a thread and a bubble, in this order', () => {
    check('goroutine 12 [chan send, 37 minutes]:', '12 chan send, 37 min');
    check('goroutine 12 [syscall, locked to thread]:', '12 syscall, locked');
    check('goroutine 12 [syscall, 5 minutes, locked to thread]:', '12 syscall, 5 min, locked');
    check('goroutine 12 [chan send (leaked)]:', '12 chan send, leaked');
    check('goroutine 12 [select (leaked), 3 minutes]:', '12 select, 3 min, leaked');
    check('goroutine 12 [leaked]:', '12 leaked');
    check('goroutine 12 [chan receive (nil chan) (leaked)]:', '12 chan receive (nil chan), leaked');
    check('goroutine 12 [runnable (scan)]:', '12 runnable, scan');
    check('goroutine 12 [select (leaked) (scan) (durable)]:', '12 select, leaked, durable, scan');
    check(
      'goroutine 12 [select (durable), 3 minutes, synctest bubble 7]:',
      '12 select, 3 min, durable, bubble 7',
    );
    check('goroutine 12 [select, synctest group 7]:', '12 select, bubble 7');
    check('goroutine 12 [select, something new, 3 minutes]:', '12 select, 3 min');
  });

  it('name the thread where the runtime dies', () => {
    check('goroutine 12 gp=0xc000002380 m=nil [select]:', '12 select');
    check('goroutine 12 gp=0xc000002380 m=8 mp=0xc00004a308 [running]:', '12 running, m 8');
    check('goroutine 12 gp=0xc000002380 m=0 mp=0x5589c0 [syscall, 2 minutes]:', '12 syscall, 2 min, m 0');
  });

  it('have labels inside or behind the brackets', () => {
    check('goroutine 12 [select labels:{"foobar": "baz"}]:', '12 select, {"foobar":"baz"}');
    check(
      'goroutine 12 [select, 3 minutes labels:{"a": "b", "c": "d"}]:',
      '12 select, 3 min, {"a":"b","c":"d"}',
    );
    check('goroutine 12 [select] {pattern: "GET /panic"}:', '12 select, {"pattern":"GET /panic"}');
    check('goroutine 12 [select]{a:b, c:d e}:', '12 select, {"a":"b","c":"d e"}');
    check('goroutine 12 [select labels:{a:b}]:', '12 select, {"a":"b"}');
    check('goroutine 12 [select] {}:', '12 select');
  });

  it('may have brackets, braces and escapes in quoted labels', () => {
    check(
      'goroutine 12 [select labels:{"a]:": "x}]: y", "b": "\\"q\\" \\\\"}]:',
      String.raw`12 select, {"a]:":"x}]: y","b":"\"q\" \\"}`,
    );
    check(
      String.raw`goroutine 12 [select] {"k": "\x00\n\u00e9\xc3\xa9"}:`,
      String.raw`12 select, {"k":"\u0000\néé"}`,
    );
  });

  it('are nothing else', () => {
    checkNone('goroutine 12 [select]');
    checkNone('goroutine 12 [select:');
    checkNone('goroutine 12 select]:');
    checkNone('goroutine [select]:');
    checkNone('goroutine x12 [select]:');
    checkNone('goroutine 12 [select labels:{"a": "b]:');
    checkNone('Goroutine 12 [select]:');
  });

  it('are all leaked where only leaked goroutines were asked for', () => {
    const one = (goid: number, state: string) =>
      `goroutine ${goid} [${state}]:\nmain.f()\n\t/x/f.go:2 +0x1\n\n`;
    assert.equal(readDump(one(1, 'select (leaked)') + one(2, 'chan send (leaked)')).onlyLeaked, true);
    assert.equal(readDump(one(1, 'select (leaked)') + one(2, 'chan send')).onlyLeaked, false);
  });

  it('of goroutine 0 are those of a thread, which is not counted', () => {
    const dump = readDump(
      'goroutine 0 [idle]:\nruntime.futex()\n\t/r/s.s:1 +0x1\n\ngoroutine 3 [select]:\nmain.f()\n\t/x/f.go:2 +0x1\n',
    );
    assert.deepEqual(sketchDump(dump), ['3 select: main.f /x/f.go:2']);
    assert.equal(dump.stacks.length, 2);
  });
});
