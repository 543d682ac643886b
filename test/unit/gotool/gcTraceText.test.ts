import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TraceLines, withGcTrace, withoutGcTrace } from '../../../src/gotool/gcTraceText';

const cycle = (n: number) =>
  `gc ${n} @0.0${n}3s 2%: 0.01+0.5+0.002 ms clock, 0.02+0.1/0.4/0+0.004 ms cpu, 4->4->1 MB, 5 MB goal, 2 P`;

describe('lines of a GC trace', () => {
  it('are picked from what a program prints, however it comes in pieces', () => {
    const text = `starting\n${cycle(1)}\r\nhalf a line ${cycle(2)}\ngc is fun\nscvg0: inuse: 3\n${cycle(3)}`;
    const expected = `${cycle(1)}\n${cycle(2)}\nscvg0: inuse: 3\n${cycle(3)}\n`;
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const lines = new TraceLines();
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((place, i) => text.slice(places[i], place));
        assert.equal(pieces.map((piece) => lines.take(piece)).join('') + lines.end(), expected);
      }),
    );
  });

  it('take no more memory than a line, whatever a program prints', () => {
    const lines = new TraceLines();
    for (let i = 0; i < 100; i++) assert.equal(lines.take('x'.repeat(100_000)), '');
    assert.equal(lines.take(`\n${cycle(1)}\n`), `${cycle(1)}\n`);
  });

  it('are asked for besides what GODEBUG says', () => {
    assert.equal(withGcTrace(undefined), 'gctrace=1');
    assert.equal(withGcTrace('madvdontneed=1,gctrace=0'), 'madvdontneed=1,gctrace=1');
    assert.equal(withoutGcTrace('gctrace=2,schedtrace=100'), 'schedtrace=100');
    assert.equal(withoutGcTrace(undefined), '');
  });
});
