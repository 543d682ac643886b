import assert from 'node:assert/strict';
import { readGoroutineDumps } from '../../../../src/formats/goroutine/readGoroutineDumps';
import { sniff } from '../../../../src/formats/sniff';
import { formatCaptureNote } from '../../../../src/model/captureNote';

const note = { timeMs: Date.UTC(2026, 10, 21), from: 'http://localhost:6060', counted: 150_023 };
const stack = 'goroutine 7 [select]:\nmain.wait()\n\t/app/wait.go:5 +0x1d\n\n';
const read = (text: string) => readGoroutineDumps(Buffer.from(text)).dumps.map(({ dump }) => dump);

describe('formats/goroutine: the note of a capture', () => {
  it('is read from the first line, and is no part of the dump', () => {
    const line = formatCaptureNote(note);
    const [dump, ...others] = read(`${line}\n${stack}`);
    assert.deepEqual(others, []);
    assert.deepEqual(dump!.captured, note);
    assert.equal(dump!.start, line.length + 1);
    assert.equal(dump!.line, 2);
    assert.equal(dump!.skippedLines, 0);
    assert.equal(dump!.goroutines.length, 1);
    assert.equal(sniff(Buffer.from(`${line}\n${stack}`), 'x.goroutines').format, 'goroutines');
  });

  it('tells how many there were where Go gave up, and nothing where the dump is whole', () => {
    assert.equal(read(`${formatCaptureNote(note)}\n${stack}`)[0]!.statedTotal, null);
    const cut = cutDump();
    const [counted] = read(`${formatCaptureNote(note)}\n${cut}`);
    assert.deepEqual([counted!.isTruncated, counted!.statedTotal], [true, 150_023]);
    const [uncounted] = read(`${formatCaptureNote({ ...note, counted: null })}\n${cut}`);
    assert.deepEqual([uncounted!.isTruncated, uncounted!.statedTotal], [true, null]);
  }).timeout(20_000);

  it('belongs to the dump below it alone, and to no other place', () => {
    const line = formatCaptureNote(note);
    const [first] = read(`${stack}${line}\n${stack.replace('7', '8')}`);
    assert.equal(first!.captured, undefined);
    assert.equal(read(stack)[0]!.captured, undefined);
  });
});

/** As long as Go writes, of goroutines with large stacks. */
function cutDump(): string {
  const frames = 'main.deep(0x1, 0x2)\n\t/app/deep.go:7 +0x1d\n'.repeat(90);
  const goroutines: string[] = [];
  for (let bytes = 0, goid = 1; bytes < 64 << 20; goid++) {
    const text = `goroutine ${goid} [select]:\n${frames}\n`;
    goroutines.push(text);
    bytes += text.length;
  }
  return goroutines.join('').slice(0, 64 << 20);
}
