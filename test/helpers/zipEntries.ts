export interface ZipEntry {
  readonly name: string;
  readonly compressedBytes: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** Names and sizes in a zip archive's central directory. Throws when there is none. */
export function readZipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from(Uint32Array.of(endSignature).buffer));
  if (end < 0) {
    throw new Error('no zip archive: its end record is missing');
  }
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== entrySignature) {
      throw new Error(`damaged zip archive: no entry at byte ${at}`);
    }
    const nameLength = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + 46, at + 46 + nameLength),
      compressedBytes: archive.readUInt32LE(at + 20),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}
