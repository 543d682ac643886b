import { createGunzip } from 'node:zlib';
import type { Inflate } from '../../formats/gzip';

const chunkBytes = 1024 * 1024;

/** zlib's own inflater, outside the JavaScript thread. */
export const inflateWithZlib: Inflate = (gzip, write) =>
  new Promise((resolve, reject) => {
    const gunzip = createGunzip({ chunkSize: chunkBytes });
    gunzip.on('data', (chunk: Uint8Array) => {
      try {
        write(chunk);
      } catch (error) {
        gunzip.destroy();
        reject(error);
      }
    });
    gunzip.on('end', () => {
      // zlib passes over zeros behind the last member; Go's reader refuses them.
      if (gunzip.bytesWritten === gzip.length) resolve();
      else reject(new Error('zeros after its end'));
    });
    gunzip.on('error', reject);
    gunzip.end(gzip);
  });
