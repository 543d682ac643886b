import assert from 'node:assert/strict';
import { readGoroutineDumps } from '../../../../src/formats/goroutine/readGoroutineDumps';
import { readDump, sketchDump } from '../../../helpers/dumpSketch';

const main = 'goroutine 1 [running]:\nmain.main()\n\t/x/m.go:1 +0x1\n';

function dumpsOf(text: string) {
  return readGoroutineDumps(Buffer.from(text)).dumps.map(({ dump }) => dump);
}

describe('what ended a program', () => {
  it('is a panic', () => {
    assert.deepEqual(readDump(`panic: boom\n\n${main}exit status 2\n`).crash, {
      kind: 'panic',
      text: 'panic: boom',
      details: [],
    });
  });

  it('is a panic with others, and with a signal', () => {
    const text = `panic: first [recovered]\n\tpanic: second: first\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x1]\n\n${main}`;
    assert.deepEqual(readDump(text).crash, {
      kind: 'panic',
      text: 'panic: first [recovered]',
      details: ['panic: second: first', '[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x1]'],
    });
  });

  it('is a fatal error, with what was said before it', () => {
    const text = `runtime: goroutine stack exceeds 1000000000-byte limit\nruntime: sp=0xc02 stack=[0xc0, 0xc1]\nfatal error: stack overflow\n\nruntime stack:\nruntime.throw({0x4b})\n\t/r/panic.go:1067 +0x48 fp=0x1 sp=0x2 pc=0x3\n\n${main}`;
    const dump = readDump(text);
    assert.deepEqual(dump.crash, {
      kind: 'fatal',
      text: 'fatal error: stack overflow',
      details: [
        'runtime: goroutine stack exceeds 1000000000-byte limit',
        'runtime: sp=0xc02 stack=[0xc0, 0xc1]',
      ],
    });
    assert.deepEqual(sketchDump(dump), ['1 running: main.main /x/m.go:1']);
    assert.deepEqual([dump.start, dump.line, dump.skippedLines], [0, 1, 0]);
  });

  it('is a signal', () => {
    const text = `ready\nSIGQUIT: quit\nPC=0x46df47 m=0 sigcode=0\n\ngoroutine 0 gp=0x557d40 m=0 mp=0x5589c0 [idle]:\nruntime.futex()\n\t/r/s.s:1 +0x1\n\n${main}\nrax    0x0\nrflags 0x286\nexit status 2\n`;
    const dump = readDump(text);
    assert.deepEqual(dump.crash, {
      kind: 'signal',
      text: 'SIGQUIT: quit',
      details: ['PC=0x46df47 m=0 sigcode=0'],
    });
    assert.deepEqual([dump.goroutines.length, dump.line, dump.skippedLines], [1, 2, 0]);
  });

  it('has at most 50 details, of at most 4 KB', () => {
    const { crash } = readDump(`panic: ${'x'.repeat(10_000)}\n${'\tmore\n'.repeat(80)}\n${main}`);
    assert.equal(crash?.text.length, 4096);
    assert.equal(crash?.details.length, 50);
  });

  it('is nothing that a log says long before', () => {
    assert.equal(readDump(`panic: said somebody\n${'and more\n'.repeat(200)}${main}`).crash, null);
  });

  it('is told apart from goroutines whose text goes on without an empty line', () => {
    const [first, second] = dumpsOf(`${main}panic: again\n\n${main}`);
    assert.equal(first!.crash, null);
    assert.equal(second!.crash?.text, 'panic: again');
  });
});

describe('threads of GOTRACEBACK=crash', () => {
  const text = `SIGQUIT: quit
PC=0x1 m=0 sigcode=0

goroutine 7 gp=0xc0 m=0 mp=0x5 [running]:
main.a()
	/x/a.go:1 +0x1

goroutine 8 gp=0xc1 m=3 mp=0x6 [running]:
	goroutine running on other thread; stack unavailable
created by main.main in goroutine 1
	/x/m.go:3 +0x1

rax    0x0

-----

SIGQUIT: quit
PC=0x2 m=3 sigcode=0

goroutine 0 gp=0xc2 m=3 mp=0x6 [idle]:
runtime.futex()
	/r/s.s:1 +0x1

goroutine 8 gp=0xc1 m=3 mp=0x6 [running]:
main.b(0xc000012345)
	/x/b.go:2 +0x1

goroutine 9 gp=0xc3 m=nil [select]:
main.c(0xc000067890)
	/x/c.go:2 +0x1
rax    0x0
exit status 2
`;

  it('are of one dump, and show stacks that were not available before', () => {
    const dump = readDump(text);
    assert.deepEqual(sketchDump(dump), [
      '7 running, m 0: main.a /x/a.go:1',
      '8 running, m 3: main.b /x/b.go:2; by main.main /x/m.go:3 in 1',
      '9 select: main.c /x/c.go:2',
    ]);
    assert.equal(dump.skippedLines, 0);
    assert.deepEqual(Array.from(dump.goroutines.address), [0xc000067890]);
  });
});

describe('dashes', () => {
  it('are nothing but a line of a log where no thread follows', () => {
    const again = main.replace('m.go:1', 'm.go:2');
    for (const between of ['-----\n', '-----\nsome words\n', 'exit status 2\n-----\n']) {
      const found = dumpsOf(
        `panic: boom\n\n${main}\n${between}panic: again\n\n${again}`.replace(
          '-----\npanic',
          '-----\n.\npanic',
        ),
      );
      assert.deepEqual(
        found.flatMap(sketchDump),
        ['1 running: main.main /x/m.go:1', '1 running: main.main /x/m.go:2'],
        between,
      );
      assert.deepEqual(
        found.map(({ crash }) => crash?.text),
        ['panic: boom', 'panic: again'],
      );
    }
  });

  it('end with the program: what follows is another one', () => {
    const thread =
      '-----\n\nSIGQUIT: quit\nPC=0x1 m=1 sigcode=0\n\ngoroutine 0 [idle]:\nruntime.futex()\n\t/r/s.s:1 +0x1\n';
    const crash = `SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n${main}\n${thread}`;
    const found = dumpsOf(`${crash}exit status 2\n${main}\nnoise\n${crash}`);
    assert.deepEqual(
      found.map(({ goroutines }) => goroutines.length),
      [1, 1, 1],
    );
    assert.deepEqual(
      found.map((dump) => dump.crash?.kind),
      ['signal', undefined, 'signal'],
    );
  });
});

describe('several dumps in one text', () => {
  const one = (...goids: number[]) =>
    goids
      .map(
        (goid, i) =>
          `goroutine ${goid} [${i === 0 ? 'running' : 'select'}]:\nmain.f${goid}()\n\t/x/f.go:${goid} +0x1\n`,
      )
      .join('\n');
  const goids = (text: string) =>
    dumpsOf(text).map(({ goroutines }) => Array.from(goroutines.goid).join(' '));

  it('begin where an id comes again', () => {
    assert.deepEqual(goids(`${one(1, 2, 3)}\n${one(1, 2, 3)}`), ['1 2 3', '1 2 3']);
  });

  it('begin with the goroutine that wrote them, though its id is new', () => {
    assert.deepEqual(goids(`${one(34, 1, 2)}\n${one(57, 1, 2)}`), ['34 1 2', '57 1 2']);
    const writer =
      'goroutine 57 [running]:\nruntime/pprof.writeGoroutineStacks({0x1, 0x2})\n\t/r/pprof.go:1 +0x1\n\ngoroutine 3 [select]:\nmain.f()\n\t/x/f.go:1 +0x1\n';
    assert.deepEqual(goids(`${one(34, 1, 2)}\n${writer}`), ['34 1 2', '57 3']);
  });

  it('begin where something else was written between them', () => {
    assert.deepEqual(
      goids(
        `http: panic serving 1.2.3.4: boom\n${one(34)}\n2024/01/01 http: panic serving 1.2.3.4: boom\n${one(35)}`,
      ),
      ['34', '35'],
    );
  });

  it('do not begin with every goroutine that runs', () => {
    assert.deepEqual(goids(`${one(1)}\n${one(2)}\n${one(3)}`), ['1 2 3']);
  });

  it('are one where a server has written a stack for each of many panics', () => {
    const stack = (goid: number) => `http: panic serving 1.2.3.4: boom\n${one(goid)}\n`;
    const many = Array.from({ length: 60 }, (_, i) => stack(1 + (i % 50))).join('');
    const [first, second, third] = dumpsOf(`${many}panic: boom\n\n${one(1, 2)}\n${stack(1)}`);
    assert.deepEqual(
      [first, second, third].map((dump) => [dump!.goroutines.length, dump!.stacks.length, dump!.line]),
      [
        [60, 50, 2],
        [2, 2, 301],
        [1, 1, 312],
      ],
    );
    assert.equal(dumpsOf(stack(1) + stack(2)).length, 2);
  });

  it('have stacks and frames of their own', () => {
    const [first, second] = dumpsOf(`${one(1, 2, 3)}\n${one(1, 3)}`);
    assert.deepEqual([first!.stacks.length, first!.frames.length], [3, 3]);
    assert.deepEqual([second!.stacks.length, second!.frames.length], [2, 2]);
    assert.deepEqual(sketchDump(second!), ['1 running: main.f1 /x/f.go:1', '3 select: main.f3 /x/f.go:3']);
    assert.deepEqual([second!.line, second!.goroutines.line[1]], [13, 17]);
    assert.equal(second!.goroutines.flags[0], 64);
  });
});

describe('a text that ends too early', () => {
  const cut = (text: string) => sketchDump(readDump(text)).at(-1)!.includes('cut');
  const whole = 'goroutine 1 [running]:\nmain.main()\n\t/x/m.go:1 +0x1d\n';

  it('ends inside its last goroutine', () => {
    for (let length = whole.indexOf('\n') + 2; length < whole.length - 1; length++) {
      const text = whole.slice(0, length);
      // A counter without its last digits looks like a whole one.
      const isWhole = /\+0x\d/.test(text) || text.endsWith(']:\n');
      assert.equal(cut(text), !isWhole, JSON.stringify(text));
    }
    assert.equal(cut(whole), false);
  });

  it('may end without the end of its last line', () => {
    const two = `${whole}\n${whole.replace('1 [running]', '2 [select]')}`;
    const inlined = 'goroutine 3 [select]:\nmain.g(...)\n\t/x/m.go:1\nmain.main()\n\t/x/m.go:1 +0x1d';
    for (const text of [two, `${two}\n${inlined}`]) assert.equal(cut(text.trimEnd()), false, text);
  });

  it('says so', () => {
    const { dumps } = readGoroutineDumps(Buffer.from(whole.slice(0, -8)));
    assert.deepEqual(
      dumps[0]!.problems.map(({ at, message }) => [at, message.id]),
      [['line 1', 'goroutines.cut']],
    );
  });
});

describe('the limit of debug=2', function () {
  this.timeout(20_000);
  const limit = 64 << 20;

  function atLimit(bytes: number): Buffer {
    const goroutine = (goid: number) =>
      `goroutine ${String(goid).padStart(9, '0')} [select]:\n${'main.function()\n\t/x/file.go:1 +0x1\n'.repeat(2000)}\n`;
    const parts: string[] = [];
    for (let goid = 1, size = 0; size < bytes; goid++) {
      parts.push(goroutine(goid));
      size += parts.at(-1)!.length;
    }
    return Buffer.from(parts.join('')).subarray(0, bytes);
  }

  it('is noticed, and what is missing is known where a count stands beside it', () => {
    const bytes = atLimit(limit);
    const { dumps } = readGoroutineDumps(bytes);
    assert.equal(dumps[0]!.dump.isTruncated, true);
    assert.equal(dumps[0]!.dump.statedTotal, null);
    assert.equal(dumps[0]!.problems[0]!.message.id, 'goroutines.truncated');
    const counted = Buffer.concat([
      bytes,
      Buffer.from('goroutine profile: total 4711\n4711 @ 0x1\n#\t0x1\tmain.f+0x1\t/x/f.go:1\n\n'),
    ]);
    const [stated] = readGoroutineDumps(counted).dumps;
    assert.equal(stated!.dump.statedTotal, 4711);
  });

  it('is no other size', () => {
    assert.equal(readGoroutineDumps(atLimit(limit - 1)).dumps[0]!.dump.isTruncated, false);
    assert.equal(readGoroutineDumps(atLimit(limit + 1)).dumps[0]!.dump.isTruncated, false);
  });
});
