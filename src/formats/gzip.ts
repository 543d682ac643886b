import { MessageError, message } from '../base/message';
import { abortError, isAbortError } from '../base/rpc';
import { formatBytes } from '../base/units';

/** 1 GiB. */
export const defaultMaxInflatedBytes = 1024 * 1024 * 1024;

/**
 * Feeds gzip data through an inflater that calls `write` with successive chunks, reused after the call, and stops when
 * `write` throws. Rejects with any error when the data is damaged or ends early.
 */
export type Inflate = (gzip: Uint8Array, write: (chunk: Uint8Array) => void) => Promise<void>;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The inflated bytes. Refused with a MessageError while inflating once more than `maxBytes` have come out. */
export async function gunzip(
  gzip: Uint8Array,
  inflate: Inflate,
  options: { name: string; maxBytes?: number; signal?: AbortSignal },
): Promise<Uint8Array> {
  const maxBytes = options.maxBytes ?? defaultMaxInflatedBytes;
  let out = new Uint8Array(expectedSize(gzip, maxBytes));
  let length = 0;
  try {
    await inflate(gzip, (chunk) => {
      if (options.signal?.aborted) throw abortError();
      const needed = length + chunk.length;
      if (needed > maxBytes) throw tooLarge(options.name, maxBytes);
      if (needed > out.length) {
        const grown = new Uint8Array(Math.min(maxBytes, Math.max(needed, out.length * 2)));
        grown.set(out.subarray(0, length));
        out = grown;
      }
      out.set(chunk, length);
      length = needed;
    });
  } catch (error) {
    if (error instanceof MessageError || isAbortError(error)) throw error;
    throw damaged(options.name, gzip, length, error);
  }
  return out.subarray(0, length);
}

/** The trailer's size modulo 2^32 is a hint only: deflate expands at most 1032 times, and a liar must not cost memory. */
function expectedSize(gzip: Uint8Array, maxBytes: number): number {
  if (gzip.length < 18) return 64;
  const view = new DataView(gzip.buffer, gzip.byteOffset, gzip.byteLength);
  const trailer = view.getUint32(gzip.length - 4, true);
  return Math.min(trailer, maxBytes, gzip.length * 12 + 65536);
}

function tooLarge(name: string, maxBytes: number): MessageError {
  return new MessageError(
    message(
      'gzip.tooLarge',
      '{name} inflates to more than {limit}, so reading stopped there. Raise "heaplens.open.maximumInflatedMegabytes" if you trust the file.',
      { name, limit: formatBytes(maxBytes) },
    ),
  );
}

function damaged(name: string, gzip: Uint8Array, inflated: number, error: unknown): MessageError {
  const reason = error instanceof Error ? error.message : String(error);
  if (/unexpected end|end of file|incomplete/i.test(reason)) {
    return new MessageError(
      message(
        'gzip.truncated',
        '{name} is cut off: its gzip data ends after {size} ({inflated} inflated) without an end mark. Copy or capture it again.',
        { name, size: formatBytes(gzip.length), inflated: formatBytes(inflated) },
      ),
      { cause: error },
    );
  }
  return new MessageError(
    message(
      'gzip.damaged',
      '{name} is damaged: its gzip data breaks after {inflated} inflated ({reason}). Copy or capture it again.',
      { name, inflated: formatBytes(inflated), reason },
    ),
    { cause: error },
  );
}

/** Binary data that some tool has read as UTF-8 text and written back: nothing can bring it back. */
export function mangledGzip(name: string): MessageError {
  return new MessageError(
    message(
      'gzip.mangled',
      '{name} is a gzip file that was saved as UTF-8 text, which destroyed it. Fetch it again as binary (for example with "curl -o").',
      { name },
    ),
  );
}
