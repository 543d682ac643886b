import assert from 'node:assert/strict';
import { formatCaptureNote, parseCaptureNote } from '../../../src/model/captureNote';

const timeMs = Date.UTC(2026, 10, 21, 10, 2, 3, 4);

describe('model/captureNote', () => {
  it('says when, where and how many', () => {
    const note = { timeMs, from: 'http://localhost:6060', counted: 150_023 };
    const line =
      '# heaplens capture: time=2026-11-21T10:02:03.004Z from=http://localhost:6060 counted=150023';
    assert.equal(formatCaptureNote(note), line);
    assert.deepEqual(parseCaptureNote(line), note);
    assert.deepEqual(parseCaptureNote(`${line}\r`), note);
    const uncounted = { ...note, counted: null };
    assert.deepEqual(parseCaptureNote(formatCaptureNote(uncounted)), uncounted);
  });

  it('passes over fields that a later version may add, and numbers that are none', () => {
    const line = '# heaplens capture: time=2026-11-21T10:02:03.004Z shape=round counted=-1';
    assert.deepEqual(parseCaptureNote(line), { timeMs, from: '', counted: null });
  });

  it('is no other line', () => {
    for (const line of [
      '',
      'goroutine 1 [running]:',
      '# heaplens capture: counted=5',
      '# heaplens capture: time=soon counted=5',
      'x # heaplens capture: time=2026-11-21T10:02:03.004Z',
    ]) {
      assert.equal(parseCaptureNote(line), null, line);
    }
  });
});
