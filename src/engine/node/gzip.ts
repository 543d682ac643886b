import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file's worth of bytes as gzip, outside the JavaScript thread. */
export const gzipWithZlib: (bytes: Uint8Array) => Promise<Uint8Array> = promisify(gzip);
