import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { factsAt, factsOfFile } from '../../../src/source/goFacts';

/** Go text in which the asked line ends in `// ?`, or the asked `go` statement in `// go?`. Facts as `kind line`. */
function check(code: string, expected: readonly string[]): void {
  const text = `package p\n\n${code}`;
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /\/\/ (?:go)?\?$/.test(line));
  assert.ok(at >= 0, 'no line is asked about');
  const role = lines[at]!.endsWith('go?') ? 'created' : 'blocked';
  const facts = factsAt(text, { role, func: 'p.f', file: 'p.go', line: at + 1 });
  const told = facts.map(
    ({ kind, at: shown }) => `${kind} ${lines[shown - 1]!.replace(/\/\/.*$/, '').trim()}`,
  );
  assert.deepEqual(told.sort(), [...expected].sort());
}

describe('factsAt: channels', () => {
  it('a channel that only its goroutine has', () => {
    check('func f() {\n\tch := make(chan int)\n\tgo func() {\n\t\tch <- 1 // ?\n\t}()\n}', [
      'sendsUnbuffered ch := make(chan int)',
      'channelNotShared ch := make(chan int)',
      'startedAt go func() {',
    ]);
  });

  it('is nobody’s own where it is received from, returned, stored, or passed on', () => {
    for (const use of [
      '<-ch',
      'return ch',
      'x.ch = ch',
      'send(ch)',
      'go other(ch)',
      'close(ch)',
      'y := ch',
      '_ = T{ch}',
    ]) {
      check(`func f() {\n\tch := make(chan int)\n\tgo func() {\n\t\tch <- 1 // ?\n\t}()\n\t${use}\n}`, [
        'sendsUnbuffered ch := make(chan int)',
        'startedAt go func() {',
      ]);
    }
  });

  it('is shared where the goroutine itself hands it on, or serves both ends', () => {
    for (const use of ['go drain(ch)', 'defer func() { <-ch }()', 'log(ch)']) {
      check(`func f() {\n\tch := make(chan int)\n\tgo func() {\n\t\t${use}\n\t\tch <- 1 // ?\n\t}()\n}`, [
        'sendsUnbuffered ch := make(chan int)',
        'startedAt go func() {',
      ]);
    }
  });

  it('a buffer, or a channel that is assigned twice, is something else', () => {
    check('func f() {\n\tch := make(chan int, 1)\n\tgo func() {\n\t\tch <- 1 // ?\n\t}()\n\t<-ch\n}', [
      'startedAt go func() {',
    ]);
    check('func f() {\n\tch := make(chan int)\n\tch = other\n\tgo func() {\n\t\tch <- 1 // ?\n\t}()\n}', [
      'startedAt go func() {',
    ]);
  });

  it('follows a parameter to the one go statement of its function', () => {
    check(
      'func f() {\n\tfor {\n\t\tch := make(chan int)\n\t\tgo work(1, ch)\n\t}\n}\n\nfunc work(n int, in <-chan int) {\n\tfor v := range in { // ?\n\t\tuse(v)\n\t}\n}',
      [
        'receivesInLoop for v := range in {',
        'channelNotShared ch := make(chan int)',
        'goInLoop go work(1, ch)',
        'startedAt go work(1, ch)',
      ],
    );
  });

  it('follows none where there are two, or where it passes no name', () => {
    check('func f() {\n\tgo work(a)\n\tgo work(b)\n}\n\nfunc work(in <-chan int) {\n\t<-in // ?\n}', []);
    check(
      'func f() {\n\tch := make(chan int)\n\tgo work(pick(ch))\n}\n\nfunc work(in <-chan int) {\n\t<-in // ?\n}',
      ['startedAt go work(pick(ch))'],
    );
  });

  it('a nil channel is declared and never made', () => {
    check('func f() {\n\tvar ch chan int\n\tgo func() {\n\t\t<-ch // ?\n\t}()\n}', [
      'nilChannel var ch chan int',
      'startedAt go func() {',
    ]);
    for (const use of ['ch = make(chan int)', 'open(&ch)', 'ch, err = dial()', 'other := ch']) {
      check(`func f() {\n\tvar ch chan int\n\t${use}\n\tgo func() {\n\t\t<-ch // ?\n\t}()\n}`, [
        'startedAt go func() {',
      ]);
    }
    check('func f() {\n\tvar ch chan int = make(chan int)\n\t<-ch // ?\n}', []);
  });

  it('a channel that others send to, or close', () => {
    check('func f() {\n\tfor j := range jobs { // ?\n\t}\n}\n\nfunc g() { jobs <- 1 }', [
      'receivesInLoop for j := range jobs {',
      'channelServed func g() { jobs <- 1 }',
    ]);
    check('func (p *pool) f() {\n\t<-p.jobs // ?\n}\n\nfunc (p *pool) g() { close(p.jobs) }', [
      'channelServed func (p *pool) g() { close(p.jobs) }',
    ]);
    check('func f() {\n\t<-jobs // ?\n}\n\nfunc g() { <-jobs }', []);
  });

  it('select {}', () => {
    check('func f() {\n\tselect {} // ?\n}', ['emptySelect select {}']);
    check('func f() {\n\tselect { // ?\n\tcase <-a:\n\t}\n}', []);
  });

  it('a receiver that may leave: by a select, or by a return', () => {
    check(
      'func f(ctx context.Context) error {\n\tch := make(chan int)\n\tgo func() {\n\t\tch <- 1 // ?\n\t}()\n\tselect {\n\tcase <-ch:\n\tcase <-ctx.Done():\n\t}\n\treturn nil\n}',
      ['sendsUnbuffered ch := make(chan int)', 'receiverMayLeave select {', 'startedAt go func() {'],
    );
    check(
      'func f() error {\n\tch := make(chan int)\n\tgo func() {\n\t\tch <- 1 // ?\n\t}()\n\tif bad() {\n\t\treturn errBad\n\t}\n\t<-ch\n\treturn nil\n}',
      ['sendsUnbuffered ch := make(chan int)', 'receiverMayLeave return errBad', 'startedAt go func() {'],
    );
    check(
      'func f() error {\n\tch := make(chan int)\n\tgo func() {\n\t\tch <- 1 // ?\n\t}()\n\t<-ch\n\treturn nil\n}',
      ['sendsUnbuffered ch := make(chan int)', 'startedAt go func() {'],
    );
  });
});

describe('factsAt: time', () => {
  it('time.After in a loop of the same function', () => {
    check(
      'func f() {\n\tfor {\n\t\tselect { // ?\n\t\tcase <-in:\n\t\tcase <-time.After(time.Second):\n\t\t}\n\t}\n}',
      ['timeAfterInLoop case <-time.After(time.Second):', 'receivesTick case <-time.After(time.Second):'],
    );
    check('func f() {\n\tselect { // ?\n\tcase <-in:\n\tcase <-time.After(time.Second):\n\t}\n}', [
      'receivesTick case <-time.After(time.Second):',
    ]);
    check(
      'func f() {\n\tfor {\n\t\tgo func() {\n\t\t\tselect { // ?\n\t\t\tcase <-in:\n\t\t\tcase <-time.After(1):\n\t\t\t}\n\t\t}()\n\t}\n}',
      ['receivesTick case <-time.After(1):', 'goInLoop go func() {', 'startedAt go func() {'],
    );
  });

  it('a ticker that is not stopped, here or where it starts', () => {
    check('func f() {\n\tt := time.NewTicker(1)\n\tfor range t.C { // ?\n\t}\n}', [
      'receivesTick for range t.C {',
      'receivesInLoop for range t.C {',
      'tickerNotStopped t := time.NewTicker(1)',
    ]);
    check('func f() {\n\tt := time.NewTicker(1)\n\tdefer t.Stop()\n\tfor range t.C { // ?\n\t}\n}', [
      'receivesTick for range t.C {',
      'receivesInLoop for range t.C {',
    ]);
    const worker = (body: string) => `\n\nfunc loop(t *time.Ticker) {\n\t${body}\n}`;
    check(`func f() {\n\tt := time.NewTicker(1)\n\tgo loop(t) // go?\n}${worker('<-t.C')}`, [
      'tickerNotStopped t := time.NewTicker(1)',
    ]);
    check(`func f() {\n\tt := time.NewTicker(1)\n\tgo loop(t) // go?\n}${worker('t.Stop()')}`, []);
    check(`func f() {\n\tt := time.NewTicker(1)\n\tkeep(t)\n\tgo loop(t) // go?\n}${worker('<-t.C')}`, []);
  });

  it('a sleep without a way out', () => {
    check('func f() {\n\tfor {\n\t\ttime.Sleep(1) // ?\n\t}\n}', ['sleepsForever time.Sleep(1)']);
    check('func f() {\n\tfor {\n\t\tif done() {\n\t\t\treturn\n\t\t}\n\t\ttime.Sleep(1) // ?\n\t}\n}', []);
    check('func f() {\n\tfor !done() {\n\t\ttime.Sleep(1) // ?\n\t}\n}', []);
    check('func f() {\n\tfor {\n\t\tgo func() {\n\t\t\treturn\n\t\t}()\n\t\ttime.Sleep(1) // ?\n\t}\n}', [
      'sleepsForever time.Sleep(1)',
    ]);
  });

  it('loops that never wait', () => {
    check('func f() {\n\tfor { // ?\n\t}\n}', ['busyLoop for {']);
    check('func f() {\n\tfor {\n\t\tn++ // ?\n\t}\n}', ['busyLoop for {']);
    check('func f() {\n\tfor !ready { // ?\n\t}\n}', ['busyLoop for !ready {']);
    check(
      'func f() {\n\tfor {\n\t\tselect { // ?\n\t\tcase <-in:\n\t\t\tuse()\n\t\tdefault:\n\t\t}\n\t}\n}',
      ['busyLoop for {'],
    );
  });

  it('loops that wait, end, or call somebody who may', () => {
    check('func f() {\n\tfor {\n\t\twork() // ?\n\t}\n}', []);
    check('func f() {\n\tfor {\n\t\t<-in // ?\n\t}\n}', ['receivesInLoop for {']);
    check('func f() {\n\tfor i := 0; i < n; i++ { // ?\n\t}\n}', []);
    check('func f() {\n\tfor n < 10 {\n\t\tn++ // ?\n\t}\n}', []);
    check('func f() {\n\tfor {\n\t\tif n > 3 { // ?\n\t\t\treturn\n\t\t}\n\t\tn++\n\t}\n}', []);
    check(
      'func f() {\n\tfor {\n\t\tselect { // ?\n\t\tcase <-in:\n\t\tdefault:\n\t\t\ttime.Sleep(1)\n\t\t}\n\t}\n}',
      [],
    );
    check('func f() {\n\tfor range []int{1, 2} { // ?\n\t}\n}', []);
  });
});

describe('factsAt: contexts', () => {
  it('a cancel function that is dropped', () => {
    check(
      'func f() {\n\tctx, _ := context.WithCancel(parent)\n\tgo func() {\n\t\t<-ctx.Done() // ?\n\t}()\n}',
      [
        'receivesDone <-ctx.Done()',
        'cancelDropped ctx, _ := context.WithCancel(parent)',
        'startedAt go func() {',
      ],
    );
    check(
      'func f() {\n\tctx, cancel := context.WithTimeout(parent, 1)\n\t_ = cancel\n\tgo work(ctx) // go?\n}',
      ['cancelDropped ctx, cancel := context.WithTimeout(parent, 1)'],
    );
  });

  it('one that is called, deferred or given away', () => {
    for (const use of ['defer cancel()', 'return cancel', 's.stop = cancel', 'keep(cancel)']) {
      check(`func f() {\n\tctx, cancel := context.WithCancel(parent)\n\t${use}\n\t<-ctx.Done() // ?\n}`, [
        'receivesDone <-ctx.Done()',
      ]);
    }
  });

  it('other cases of a select', () => {
    check(
      'func f(ctx context.Context) {\n\tselect { // ?\n\tcase <-ctx.Done():\n\tcase v := <-in:\n\t\tuse(v)\n\t}\n}',
      ['receivesDone case <-ctx.Done():', 'selectHasOtherCases select {'],
    );
    check('func f(ctx context.Context) {\n\tselect { // ?\n\tcase <-ctx.Done():\n\t}\n}', [
      'receivesDone case <-ctx.Done():',
    ]);
  });

  it('the background as an argument', () => {
    check('func f() {\n\tgo work(context.Background(), 1) // go?\n}', [
      'backgroundContext go work(context.Background(), 1)',
    ]);
  });
});

describe('factsAt: locks', () => {
  it('a lock of the function that nothing unlocks', () => {
    check(
      'func f() {\n\tvar mu sync.Mutex\n\tmu.Lock()\n\tgo func() {\n\t\tmu.Lock() // ?\n\t\tdefer mu.Unlock()\n\t}()\n}',
      ['unlockMissing mu.Lock()', 'startedAt go func() {'],
    );
    check(
      'func f() {\n\tvar mu sync.Mutex\n\tmu.Lock()\n\tdefer func() { mu.Unlock() }()\n\tgo func() {\n\t\tmu.Lock() // ?\n\t\tmu.Unlock()\n\t}()\n}',
      ['startedAt go func() {'],
    );
    check('func f() {\n\tvar mu sync.Mutex\n\tkeep(&mu)\n\tmu.Lock() // ?\n}', []);
  });

  it('a return before the unlock', () => {
    check(
      'func (s *S) f() error {\n\ts.mu.Lock() // ?\n\tif bad {\n\t\treturn errBad\n\t}\n\ts.mu.Unlock()\n\treturn nil\n}',
      ['unlockMissing return errBad'],
    );
    check(
      'func (s *S) f() error {\n\ts.mu.Lock() // ?\n\tif bad {\n\t\ts.mu.Unlock()\n\t\treturn errBad\n\t}\n\ts.mu.Unlock()\n\treturn nil\n}',
      [],
    );
    check('func (s *S) f() error {\n\ts.mu.Lock() // ?\n\tdefer s.mu.Unlock()\n\treturn nil\n}', []);
    // A function that locks for its caller.
    check('func (s *S) lock() {\n\ts.mu.Lock() // ?\n}', []);
  });

  it('a WaitGroup without Done, or one that a return may skip', () => {
    check('func f() {\n\tvar wg sync.WaitGroup\n\twg.Add(1)\n\twg.Wait() // ?\n}', ['doneMissing wg.Add(1)']);
    check('func f() {\n\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tgo work(&wg)\n\twg.Wait() // ?\n}', []);
    check('func f() {\n\tvar wg sync.WaitGroup\n\twg.Go(work)\n\twg.Wait() // ?\n}', []);
    check(
      'func f() {\n\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tgo func() {\n\t\tif bad {\n\t\t\treturn\n\t\t}\n\t\twg.Done()\n\t}()\n\twg.Wait() // ?\n}',
      ['doneNotDeferred wg.Done()'],
    );
    check(
      'func f() {\n\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tgo func() {\n\t\tdefer wg.Done()\n\t}()\n\twg.Wait() // ?\n}',
      [],
    );
  });

  it('a Cond that its file never signals', () => {
    check('func f() {\n\tc := sync.NewCond(&mu)\n\tc.Wait() // ?\n}', ['condNeverSignalled c.Wait()']);
    check('func f() {\n\tc := sync.NewCond(&mu)\n\tc.Wait() // ?\n}\n\nfunc g() { other.Broadcast() }', []);
    // Another file of the package may signal these.
    check('type queue struct{ c *sync.Cond }\n\nfunc (q *queue) f() {\n\tq.c.Wait() // ?\n}', []);
    check('var c sync.Cond\n\nfunc f() {\n\tc.Wait() // ?\n}', []);
    check('func f() {\n\tcmd.Wait() // ?\n}', []);
  });
});

describe('factsAt: connections', () => {
  it('reads without a deadline', () => {
    check('func f() {\n\tc, err := ln.Accept()\n\tio.ReadFull(c, buf) // ?\n}', [
      'noReadDeadline c, err := ln.Accept()',
    ]);
    check('func f() {\n\tc, err := net.Dial("tcp", addr)\n\tc.SetReadDeadline(t)\n\tc.Read(buf) // ?\n}', []);
    check('func f(c net.Conn) {\n\tc.Read(buf) // ?\n}', []);
  });

  it('responses that nobody closes', () => {
    check('func f() {\n\tresp, err := http.Get(url)\n\tuse(resp.StatusCode)\n\twork() // ?\n}', [
      'bodyNotClosed resp, err := http.Get(url)',
    ]);
    check('func f() {\n\tresp, err := http.Get(url)\n\tdefer resp.Body.Close()\n\twork() // ?\n}', []);
    check('func f() {\n\tresp, err := http.Get(url)\n\tkeep(resp)\n\twork() // ?\n}', []);
  });
});

describe('factsAt: where it cannot look', () => {
  it('says nothing of lines in no function, in comments, and past the end', () => {
    const text = 'package p\n\n// a comment\nvar x = 1\n\nfunc f() {\n\t// nothing\n}\n';
    for (const line of [0, 1, 3, 4, 7, 8, 99]) {
      assert.deepEqual(factsAt(text, { role: 'blocked', func: '', file: 'p.go', line }), []);
    }
  });

  it('cuts long lines', () => {
    const long = `\tch := make(chan int) // ${'x'.repeat(500)}`;
    const text = `package p\n\nfunc f() {\n${long}\n\tgo func() {\n\t\tch <- 1\n\t}()\n}\n`;
    const facts = factsAt(text, { role: 'blocked', func: '', file: 'p.go', line: 6 });
    assert.ok(facts.length > 0 && facts.every(({ code }) => code.length <= 120));
  });
});

/** Whatever the text: no crash, and each fact names a line of it. */
describe('factsAt on any text', () => {
  const source = readFileSync(
    path.join(__dirname, '..', '..', 'fixtures', 'programs', 'innocent', 'waiting.go'),
    'utf8',
  );
  const everyLine = (text: string) => {
    const lines = text.split('\n').length;
    const questions = Array.from({ length: Math.min(lines, 250) }, (_, i) => i + 1).flatMap((line) =>
      (['blocked', 'created'] as const).map((role) => ({ role, func: '', file: 'p.go', line })),
    );
    for (const { at } of factsOfFile(text, questions)) assert.ok(at >= 1 && at <= lines);
  };

  it('prefixes and suffixes', () => {
    for (let i = 0; i < source.length; i += 97) {
      everyLine(source.slice(0, i));
      everyLine(source.slice(i));
    }
  });

  it('mutations', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '<-',
      ':=',
      'go ',
      'func ',
      'select {',
      'for ',
      'case ',
      '"',
      '`',
      '\n',
      'ch',
      ',',
      '.',
      ':',
      'var ch chan',
      '/*',
      '*/',
    );
    const edit = fc.tuple(fc.nat(source.length), fc.nat(40), piece);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        everyLine(
          edits.reduce((text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length), source),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('texts of nothing but pieces of Go', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      'func f()',
      'go f(x)',
      'go func()',
      'select',
      'case <-c:',
      'default:',
      'for',
      'range',
      'x',
      ':=',
      'make(chan int)',
      '\n',
      ';',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) =>
        everyLine(`package p\nfunc a() {\n${pieces.join(' ')}`),
      ),
      { numRuns: 150 },
    );
  });

  it('takes time in proportion to the text', () => {
    const texts: readonly ((n: number) => string)[] = [
      (n) => `package p\nfunc f() {\n${'for {\n'.repeat(n)}<-ch\n`,
      (n) => `package p\nfunc f() {\n${'go func() {\n'.repeat(n)}<-ch\n`,
      (n) => `package p\nfunc f() {\n${'select {\ncase <-ch:\n'.repeat(n)}<-ch\n`,
      (n) => `package p\nfunc f() {\n${'mu.Lock()\n'.repeat(n)}}\n`,
      (n) => `package p\nfunc f() {\n${'('.repeat(n)}\n<-ch\n}\n`,
      (n) => `package p\nfunc f() {\n${'func('.repeat(n)}\n<-ch\n}\n`,
    ];
    const measure = (text: string) => {
      const line = text.split('\n').length - 2;
      const started = process.cpuUsage();
      factsOfFile(text, [{ role: 'blocked', func: '', file: 'p.go', line }]);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    };
    for (const [i, make] of texts.entries()) {
      measure(make(2000));
      const small = measure(make(20_000));
      const large = measure(make(80_000));
      // Four times the text: sixteen times the time would be quadratic.
      assert.ok(large < Math.max(400, small * 9), `text ${i}: ${small} ms, then ${large} ms`);
    }
  });
});
