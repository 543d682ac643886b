import {
  Z_BUF_ERROR,
  Z_NO_FLUSH,
  Z_OK,
  Z_STREAM_END,
  ZStream,
  zlibInflate,
  zlibInflateEnd,
  zlibInflateInit2,
  zlibInflateReset,
} from 'pako';
import type { Inflate } from '../../formats/gzip';

const chunkBytes = 256 * 1024;

/** zlib's window bits 15 (the largest), and 16 for gzip's header and trailer and no others. */
const gzipWindowBits = 15 + 16;

/** Inflating happens in the worker's own thread: it hears of a cancelled request only where it pauses. */
const workMs = 100;

/** pako behind the shape of formats/gzip.ts; members follow each other as in Go's reader. */
export const inflateWithPako: Inflate = async (gzip, write) => {
  const stream = new ZStream();
  check(zlibInflateInit2(stream, gzipWindowBits), stream);
  stream.input = gzip;
  stream.next_in = 0;
  stream.avail_in = gzip.length;
  const output = new Uint8Array(chunkBytes);
  let pausedAt = performance.now();
  try {
    while (step(stream, gzip, output, write)) {
      if (performance.now() - pausedAt < workMs) continue;
      await new Promise((resolve) => setTimeout(resolve));
      pausedAt = performance.now();
    }
  } finally {
    zlibInflateEnd(stream);
  }
};

/** One chunk of output at most; false at the end of the last member. */
function step(
  stream: ZStream,
  gzip: Uint8Array,
  output: Uint8Array<ArrayBuffer>,
  write: (chunk: Uint8Array) => void,
): boolean {
  stream.output = output;
  stream.next_out = 0;
  stream.avail_out = output.length;
  const status = zlibInflate(stream, Z_NO_FLUSH);
  if (stream.next_out > 0) write(output.subarray(0, stream.next_out));
  if (status !== Z_STREAM_END) {
    check(status, stream);
    return true;
  }
  if (stream.avail_in === 0) return false;
  // Go's reader refuses padding, which other readers pass over.
  if (gzip[stream.next_in] === 0) throw new Error('zeros after its end');
  check(zlibInflateReset(stream), stream);
  return true;
}

function check(status: number, stream: ZStream): void {
  if (status === Z_OK) return;
  throw new Error(status === Z_BUF_ERROR ? 'unexpected end of file' : stream.msg || `zlib status ${status}`);
}
