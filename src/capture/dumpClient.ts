import { MessageError } from '../base/message';
import { abortError } from '../base/rpc';
import { formatCaptureNote } from '../model/captureNote';
import { dumpKind } from './captureName';
import { joinBytes } from './httpReply';
import { type CaptureOptions, type CaptureRequest, type CaptureResult, capturePprof } from './pprofClient';

export interface DumpResult extends CaptureResult {
  /** Goroutines by a debug=1 request just before; null where that failed. */
  readonly counted: number | null;
}

/**
 * The stacks of all goroutines, with a first line that says when they were captured and how many goroutines there were: the
 * program gives up at 64 MiB without a word. Fails as `capturePprof` does.
 */
export async function captureDump(
  request: Omit<CaptureRequest, 'query'>,
  options: CaptureOptions,
): Promise<DumpResult> {
  const counted = await countGoroutines(request, options);
  const { validate, ...rest } = options;
  const result = await capturePprof({ ...request, query: { kind: dumpKind } }, rest);
  const note = formatCaptureNote({ timeMs: result.startedMs, from: result.url.origin, counted });
  const line = Buffer.from(`${note}\n`, 'utf8');
  const bytes = joinBytes([line, result.bytes], line.length + result.bytes.length);
  await validate?.(bytes, options.signal);
  if (options.signal?.aborted) throw abortError();
  return { ...result, bytes, counted };
}

/** What the program's own count is; null where it does not say, for the dump is worth having without. */
async function countGoroutines(
  request: Omit<CaptureRequest, 'query'>,
  { onProgress: _, validate: __, ...options }: CaptureOptions,
): Promise<number | null> {
  try {
    const { bytes } = await capturePprof({ ...request, query: { kind: 'goroutine', debug: 1 } }, options);
    return statedTotal(bytes);
  } catch (error) {
    if (error instanceof MessageError && !isSilence(error)) return null;
    throw error;
  }
}

/** Waiting once more, for the dump, would only end the same way. All other failures the request for the dump tells. */
function isSilence({ detail }: MessageError): boolean {
  return detail.id === 'capture.timeout' || detail.id === 'capture.stalled';
}

function statedTotal(bytes: Uint8Array): number | null {
  const start = Buffer.from(bytes.subarray(0, 100)).toString('latin1');
  const [, total] = /^goroutine profile: total (\d{1,15})\n/.exec(start) ?? [];
  return total === undefined ? null : Number(total);
}
