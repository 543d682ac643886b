import { gzip } from 'pako';

/** A file's worth of bytes as gzip. */
export async function gzipWithPako(bytes: Uint8Array): Promise<Uint8Array> {
  return gzip(bytes);
}
