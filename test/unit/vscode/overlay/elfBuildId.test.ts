import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readElfBuildId } from '../../../../src/vscode/overlay/elfBuildId';

/** A 64-bit little-endian ELF file with one PT_NOTE segment that holds a Go note, then a GNU build id. */
function elf(buildId: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, 4, true);
  view.setBigUint64(64 + 8, 128n, true);
  view.setBigUint64(64 + 32, 64n, true);
  const note = (at: number, type: number, name: string, content: readonly number[]) => {
    view.setUint32(at, 4, true);
    view.setUint32(at + 4, content.length, true);
    view.setUint32(at + 8, type, true);
    bytes.set(
      [...name].map((c) => c.charCodeAt(0)),
      at + 12,
    );
    bytes.set(content, at + 16);
  };
  note(128, 4, 'Go\0\0', [1, 2, 3]);
  note(148, 3, 'GNU\0', buildId);
  return bytes;
}

describe('readElfBuildId', () => {
  it('finds the GNU build id among the notes', () => {
    assert.equal(readElfBuildId(elf([0xde, 0xad, 0xbe, 0xef, 0x01])), 'deadbeef01');
  });

  it('finds nothing in other files', () => {
    assert.equal(readElfBuildId(new Uint8Array()), '');
    assert.equal(readElfBuildId(new Uint8Array(4096)), '');
    assert.equal(readElfBuildId(elf([1, 2]).subarray(0, 140)), '');
  });

  it('survives any damage', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { maxLength: 20 }), (writes) => {
        const bytes = elf([1, 2, 3, 4]);
        for (const [at, value] of writes) if (at > 3) bytes[at] = value;
        assert.match(readElfBuildId(bytes), /^[0-9a-f]*$/);
      }),
    );
  });
});
