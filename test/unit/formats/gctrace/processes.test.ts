import assert from 'node:assert/strict';
import { readGcTrace } from '../../../../src/formats/gctrace/readGcTrace';

/** A line of a process at a time, in seconds. */
function line(number: number, at: number, { heap = 10, procs = 8 } = {}): string {
  return `gc ${number} @${at.toFixed(3)}s 1%: 0.1+1.0+0.1 ms clock, 0.2+0/1.0/0+0.2 ms cpu, ${2 * heap}->${2 * heap}->${heap} MB, ${2 * heap} MB goal, 0 MB stacks, 0 MB globals, ${procs} P`;
}

describe('readGcTrace: processes', () => {
  it('by the prefixes of logs', () => {
    const at = '2024-12-02T09:14:3';
    const texts: Record<string, [string, string]> = {
      syslog: ['Dec  2 09:14:33 web-1 shop[411]: ', 'Dec  2 09:14:33 web-1 shop[412]: '],
      kubectl: ['[pod/web-6d4/app] ', '[pod/web-7x9/app] '],
      compose: ['web-1  | ', 'db-1   | '],
      coloured: ['\x1b[36mweb-1  |\x1b[0m ', '\x1b[33mdb-1   |\x1b[0m '],
      logfmt: [`time="${at}3.1Z" level=info app=web msg="`, `time="${at}3.2Z" level=info app=db msg="`],
      times: [`${at}3.1Z web `, `${at}3.2Z db `],
    };
    const names: Record<string, [string, string]> = {
      syslog: ['web-1 shop 411', 'web-1 shop 412'],
      kubectl: ['pod/web-6d4/app null', 'pod/web-7x9/app null'],
      compose: ['web-1 null', 'db-1 null'],
      coloured: ['web-1 null', 'db-1 null'],
      logfmt: ['web null', 'db null'],
      times: ['web null', 'db null'],
    };
    for (const [kind, [a, b]] of Object.entries(texts)) {
      const text = [a + line(1, 1), b + line(2, 1.1), a + line(2, 1.2), b + line(3, 1.3)].join('\n');
      const found = split(text);
      assert.deepEqual(
        found.map(({ name }) => name),
        names[kind],
        kind,
      );
      assert.deepEqual(
        found.map(({ lines }) => lines),
        ['1 3', '2 4'],
        kind,
      );
    }
  });

  it('by what the JSON of logs says', () => {
    const journal = (pid: number, text: string) =>
      JSON.stringify({
        _PID: String(pid),
        SYSLOG_IDENTIFIER: 'shop',
        MESSAGE: text,
        __REALTIME_TIMESTAMP: '1733130873500000',
      });
    const found = split(
      [journal(7, line(1, 1)), journal(8, line(2, 1.1)), journal(7, line(2, 1.2))].join('\n'),
    );
    assert.deepEqual(found, [
      { name: 'shop 7', lines: '1 3', clock: 'unix' },
      { name: 'shop 8', lines: '2', clock: 'unix' },
    ]);
  });

  it('without a prefix, one after the other', () => {
    const first = [1, 2, 3].map((number) => line(number, number * 0.5));
    const second = [1, 2, 3, 4].map((number) => line(number, number * 0.4));
    assert.deepEqual(lines([...first, ...second].join('\n')), ['1 2 3', '4 5 6 7']);
  });

  it('without a prefix, after a restart in the middle', () => {
    assert.deepEqual(lines([line(70, 100), line(71, 101), line(5, 3), line(6, 4)].join('\n')), [
      '1 2',
      '3 4',
    ]);
  });

  it('without a prefix, at the same time', () => {
    const big = (number: number) => line(number, number * 0.5, { heap: 400 });
    const small = (number: number) => line(number, number * 0.52, { heap: 30 });
    const text = [1, 2, 3, 4, 5].flatMap((number) => [big(number), small(number)]).join('\n');
    assert.deepEqual(lines(text), ['1 3 5 7 9', '2 4 6 8 10']);
  });

  it('without a prefix, by the number of processors', () => {
    const text = [1, 2, 3].flatMap((number) => [
      line(number, number),
      line(number, number + 0.5, { procs: 2 }),
    ]);
    assert.deepEqual(lines(text.join('\n')), ['1 3 5', '2 4 6']);
  });

  it('is one where numbers are missing', () => {
    assert.deepEqual(lines([line(3, 1), line(9, 3), line(210, 90)].join('\n')), ['1 2 3']);
  });

  it('is one where the program had begun a line', () => {
    assert.deepEqual(lines([line(1, 1), `BenchmarkParse-8  \t${line(2, 2)}`, line(3, 3)].join('\n')), [
      '1 2 3',
    ]);
    const p = 'Dec  2 09:14:33 web-1 shop[411]: ';
    assert.deepEqual(lines([p + line(1, 1), `${p}half a ${line(2, 2)}`, p + line(3, 3)].join('\n')), [
      '1 2 3',
    ]);
  });

  it('is one where every line has another id', () => {
    const text = Array.from(
      { length: 20 },
      (_, n) => `2024-12-02T09:14:33Z req-a${n}b ${line(n + 1, n + 1)}`,
    );
    assert.equal(lines(text.join('\n')).length, 1);
  });

  it('knows the time where the log does', () => {
    const start = Date.parse('2024-12-02T09:00:00.000Z');
    const text = [1, 2, 3]
      .map((n) => `${new Date(start + n * 1000 + 1).toISOString()} ${line(n, n)}`)
      .join('\n');
    const [found] = readGcTrace(Buffer.from(text)).series;
    assert.equal(found!.series.clock, 'unix');
    // A line is written when its cycle ends, 1.2 ms after it began, and the log keeps whole milliseconds.
    assert.equal(found!.series.process.startMs, start);
    assert.deepEqual([...found!.series.cycles.timeMs], [start + 1000, start + 2000, start + 3000]);
  });

  it('gives damage to the process whose lines are around it', () => {
    const [a, b] = ['web-1 | ', 'db-1 | '];
    const text = [a + line(1, 1), b + line(1, 1), a + line(2, 2), `${b}gc 2 @2.000s 1%: 0.1`].join('\n');
    assert.deepEqual(
      readGcTrace(Buffer.from(text)).series.map(({ problems }) => problems.map(({ at }) => at)),
      [[], ['line 4']],
    );
  });

  it('keeps the longest two hundred', () => {
    const text = Array.from({ length: 300 }, (_, n) => `p[${n}]: ${line(1, 1)}`);
    for (let n = 250; n < 300; n++) text.push(`p[${n}]: ${line(2, 2)}`);
    const { series, processes } = readGcTrace(Buffer.from(text.join('\n')));
    assert.equal(processes, 300);
    assert.equal(series.length, 200);
    assert.equal(series.filter(({ series: { cycles } }) => cycles.length === 2).length, 50);
    assert.equal(series[0]!.problems[0]!.message.id, 'gctrace.manyProcesses');
  });

  it('takes time in proportion to the text', () => {
    const json = `{"log":"${'x'.repeat(60)}"} `;
    for (const [kind, text] of Object.entries({
      'one line': `${line(1, 1)} `.repeat(20_000),
      'a line of JSON': json + `${line(1, 1)}\\n`.repeat(20_000),
      'a process a line': Array.from({ length: 20_000 }, () => line(1, 1)).join('\n'),
      'a prefix a line': Array.from({ length: 20_000 }, (_, n) => `w${n}[${n}]: ${line(1, 1)}`).join('\n'),
    })) {
      const started = process.cpuUsage().user;
      readGcTrace(Buffer.from(text));
      const ms = (process.cpuUsage().user - started) / 1000;
      assert.ok(ms < 2000, `${kind}: ${ms} ms`);
    }
  });
});

function split(text: string): { name: string; lines: string; clock: string }[] {
  return readGcTrace(Buffer.from(text)).series.map(({ series: { process, cycles, clock } }) => ({
    name: `${process.name} ${process.pid}`,
    lines: [...cycles.line].join(' '),
    clock,
  }));
}

function lines(text: string): string[] {
  return split(text).map((found) => found.lines);
}
