import assert from 'node:assert/strict';
import { readGoroutineDumps } from '../../../../src/formats/goroutine/readGoroutineDumps';
import { sketchDump } from '../../../helpers/dumpSketch';

const dump = `panic: boom

goroutine 1 [running]:
main.main()
	/x/m.go:1 +0x1

goroutine 7 [chan receive, 3 minutes]:
main.f(0xc000012345)
	C:/x y/f.go:2 +0x1
created by main.main in goroutine 1
	/x/m.go:3 +0x1
`;
const other = dump
  .replaceAll('main.f', 'other.g')
  .replace('goroutine 7', 'goroutine 8')
  .replace('boom', 'other');
const sketch = [
  '1 running: main.main /x/m.go:1',
  '7 chan receive, 3 min: main.f C:/x y/f.go:2; by main.main /x/m.go:3 in 1',
];
const otherSketch = sketch.map((line) => line.replaceAll('main.f', 'other.g').replace(/^7/, '8'));

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function read(text: string) {
  return readGoroutineDumps(Buffer.from(text)).dumps.map((found) => found.dump);
}

/** The dump, line by line in some wrapping, is the dump that it was. */
function check(wrap: (line: string, index: number) => string, skipped = 0): void {
  const text = `${linesOf(dump).map(wrap).join('\n')}\n`;
  const found = read(text);
  assert.equal(found.length, 1, `${found.length} dumps`);
  assert.deepEqual(sketchDump(found[0]!), sketch);
  assert.equal(found[0]!.crash?.text, 'panic: boom');
  assert.equal(found[0]!.skippedLines, skipped);
  assert.deepEqual(Array.from(found[0]!.goroutines.line), [3, 7]);
}

const second = (index: number) => String(10 + index);

describe('dumps in logs', () => {
  it('have times before their lines', () => {
    check((line, i) => `2022-12-25T16:09:${second(i)}.9555${'131'.slice(0, i % 3)}Z ${line}`);
    check((line, i) => `2009/11/10 23:00:${second(i)} ${line}`);
    check((line, i) => `2009/11/10 23:00:${second(i)}.123456 ${line}`);
    check((line, i) => `[2024-01-02 15:04:${second(i)},123] ${line}`);
    check((line, i) => `2024-01-02 15:04:${second(i)} +0000 UTC ${line}`);
    check((line, i) => `[  152.7004${second(i)}] ${line}`);
    check((line, i) => `#12 3.4${second(i)} ${line}`);
    check((line, i) => `E1202 15:04:${second(i)}.000000   ${second(i)} main.go:12] ${line}`);
  });

  it('have who wrote them before their lines', () => {
    check((line, i) => `Dec  ${1 + (i % 9)} 09:14:${second(i)} web-1 shop[411]: ${line}`);
    check((line, i) => `Dec ${second(i)} 09:14:33 web-1 kernel: [  152.7004${second(i)}] ${line}`);
    check((line) => `kernel: ${line}`);
    check((line) => `web_1  | ${line}`);
    check((line) => `[pod/web-7f9c4d-x2x9k/app] ${line}`);
    check((line, i) => `build (1.22)\tRun go test\t2022-12-25T16:09:${second(i)}.95Z ${line}`);
  });

  it('are those of Kubernetes, with lines that were broken', () => {
    check((line, i) => `2024-12-02T09:14:33.1234567${second(i)}Z stderr F ${line}`);
    const stamp = '2024-12-02T09:14:33.123456789Z stderr';
    const broken = linesOf(dump).map((line) =>
      line.startsWith('\t')
        ? `${stamp} P ${line.slice(0, 15)}\n${stamp} F ${line.slice(15)}`
        : `${stamp} F ${line}`,
    );
    const [found] = read(`${broken.join('\n')}\n`);
    assert.deepEqual(sketchDump(found!), sketch);
    assert.deepEqual(Array.from(found!.goroutines.line), [3, 8]);
  });

  it('are in the JSON of Docker, of journald and of loggers', () => {
    check((line, i) =>
      JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: `2024-12-02T09:14:33.${second(i)}Z` }),
    );
    check((line) => JSON.stringify({ __CURSOR: 's=1;i=2', MESSAGE: line, _PID: '411' }));
    check((line) => `{"level": "error", "msg": "${line.replaceAll('\t', '\\u0009')}"}`);
    const [whole] = read(
      `{"msg":"start"}\n${JSON.stringify({ level: 'error', stacktrace: dump })}\n{"msg":"end"}\n`,
    );
    assert.deepEqual(sketchDump(whole!), sketch);
    assert.deepEqual(Array.from(whole!.goroutines.line), [2, 2]);
  });

  it('are in JSON around lines that have a prefix themselves', () => {
    check((line, i) => JSON.stringify({ log: `09:14:${second(i)} shop: ${line}\n`, stream: 'stderr' }));
  });

  it('may have parts of a line in JSON, and letters of all kinds', () => {
    const lines = linesOf(dump.replaceAll('main.f', 'main.é\u{1f600}'));
    const wrapped = lines.flatMap((line) =>
      (line.startsWith('\t') ? [line.slice(0, 9), `${line.slice(9)}\n`] : [`${line}\n`]).map((log) =>
        JSON.stringify({ log, stream: 'stderr' }),
      ),
    );
    const escaped = wrapped
      .join('\n')
      .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    for (const text of [wrapped.join('\n'), escaped]) {
      assert.deepEqual(
        sketchDump(read(text)[0]!),
        sketch.map((line) => line.replace('main.f', 'main.é\u{1f600}')),
      );
    }
  });

  it('may be indented, with spaces for tabs, CRLF, and without empty lines', () => {
    check((line) => `    ${line}`);
    check((line) => `\t${line}`);
    const inC = dump.replace(
      'main.f(0xc000012345)\n\tC:/x y/f.go:2 +0x1',
      'sleep_in_c\n\tC:/x y/f.c:2 pc=0x1',
    );
    const [indented] = read(inC.replace(/^/gm, '    '));
    assert.match(sketchDump(indented!)[1]!, /: sleep_in_c C:\/x y\/f\.c:2; by/);
    check((line) => line.replace('\t', '    '));
    check((line) => line.replace('\t', '        '));
    check((line) => `${line}\r`);
    check((line) => `${line}  `);
    check((line, i) => `2009/11/10 23:00:${second(i)} ${line}`.trimEnd());
    const trimmed = `${linesOf(dump)
      .filter((line) => line !== '')
      .join('\n')}\n`;
    assert.deepEqual(sketchDump(read(trimmed)[0]!), sketch);
    const doubled = dump.replaceAll('\n', '\n\n');
    assert.deepEqual(sketchDump(read(doubled)[0]!).length, 2);
  });

  it('skip and count what others write between their lines', () => {
    const noisy = linesOf(dump).flatMap((line, i) =>
      i < 3 || i > 9 ? [line] : [line, `2024/01/02 request ${i} took (12 ms)`],
    );
    const [found] = read(`${noisy.join('\n')}\n`);
    assert.deepEqual(sketchDump(found!), sketch);
    assert.equal(found!.skippedLines, 7);
    const { dumps } = readGoroutineDumps(Buffer.from(noisy.join('\n')));
    assert.deepEqual(
      dumps[0]!.problems.map(({ message }) => [message.id, message.args.count]),
      [['goroutines.skipped', '7']],
    );
  });

  it('have their header behind what did not end its line', () => {
    const [found] = read(dump.replace('goroutine 1', '1m10s has passed, dumping all stacksgoroutine 1'));
    assert.deepEqual(sketchDump(found!), sketch);
  });

  it('have only their first line behind a time, where a program logs a stack', () => {
    const [found] = read(`2024/01/02 15:04:05 ${dump.slice(13)}2024/01/02 15:04:05 goes on\n`);
    assert.deepEqual(sketchDump(found!), sketch);
  });

  it('of two processes come apart, where their lines say who wrote them', () => {
    const first = linesOf(dump);
    const wrapped = linesOf(other).flatMap((line, i) => [
      `Dec  2 09:14:${second(i)} web-1 shop[411]: ${first[i]}`,
      `Dec  2 09:14:${second(i)} web-1 shop[412]: ${line}`,
      `Dec  2 09:14:${second(i)} web-1 cron[7]: main.noise(0x1)`,
    ]);
    const found = read(`${wrapped.join('\n')}\n`);
    assert.deepEqual(found.map(sketchDump), [sketch, otherSketch]);
    assert.deepEqual(
      found.map(({ crash }) => crash?.text),
      ['panic: boom', 'panic: other'],
    );
    assert.deepEqual(
      found.map(({ line }) => line),
      [1, 2],
    );
    assert.deepEqual(
      found.map(({ skippedLines }) => skippedLines),
      [0, 0],
    );
  });

  it('of two packages come apart in what go test -json writes', () => {
    const wrap = (line: string, name: string) =>
      JSON.stringify({
        Time: '2024-01-02T15:04:05Z',
        Action: 'output',
        Package: name,
        Test: 'TestA',
        Output: `${line}\n`,
      });
    const wrapped = linesOf(other).flatMap((line, i) => [wrap(linesOf(dump)[i]!, 'x/a'), wrap(line, 'x/b')]);
    assert.deepEqual(read(wrapped.join('\n')).map(sketchDump), [sketch, otherSketch]);
  });

  it('of two containers come apart in JSON', () => {
    const wrap = (line: string, pod: string) =>
      JSON.stringify({ log: `${line}\n`, stream: 'stderr', kubernetes: { pod_name: pod } });
    const wrapped = linesOf(other).flatMap((line, i) => [wrap(linesOf(dump)[i]!, 'a'), wrap(line, 'b')]);
    assert.deepEqual(read(wrapped.join('\n')).map(sketchDump), [sketch, otherSketch]);
  });
});

describe('counts among other text', () => {
  const counts =
    'goroutine profile: total 3\n2 @ 0x11 0x21\n#\t0x10\tmain.f+0x1\t/x/f.go:1\n\n1 @ 0x21\n#\t0x20\tmain.main+0x1\t/x/m.go:3\n';

  it('are found before, between and behind dumps', () => {
    const found = readGoroutineDumps(Buffer.from(`${counts}\n${dump}\nsome words\n${counts}\n`));
    assert.equal(found.dumps.length, 1);
    assert.deepEqual(
      found.counts.map(({ line, total }) => [line, total]),
      [
        [1, 3],
        [21, 3],
      ],
    );
    for (const { bytes } of found.counts) assert.equal(Buffer.from(bytes).toString(), counts.trimEnd());
  });

  it('are found behind the prefixes of a log', () => {
    const wrapped = linesOf(`${dump}\n${counts}`).map(
      (line, i) => `Dec  2 09:14:${second(i)} web-1 shop[411]: ${line}`,
    );
    const found = readGoroutineDumps(Buffer.from(`${wrapped.join('\n')}\n`));
    assert.deepEqual(
      found.counts.map(({ line }) => line),
      [13],
    );
    assert.equal(Buffer.from(found.counts[0]!.bytes).toString(), counts.trimEnd());
  });

  it('tell how many goroutines a dump lacks that was cut', () => {
    const cut = dump.slice(0, -6);
    const [found] = readGoroutineDumps(Buffer.from(`${counts}\n${cut}`)).dumps;
    assert.equal(found!.dump.statedTotal, 3);
    const [whole] = readGoroutineDumps(Buffer.from(`${counts}\n${dump}`)).dumps;
    assert.equal(whole!.dump.statedTotal, null);
  });
});
