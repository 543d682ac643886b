import { abortError } from '../base/rpc';

export interface Repetition {
  readonly times: number;
  /** From start to start; what takes longer is followed by the next at once. */
  readonly everySeconds: number;
}

/** Before each capture, and while the next one is waited for. */
export interface RepetitionProgress {
  /** Captures that are there. */
  readonly taken: number;
  readonly times: number;
  /** Whole seconds until the next one starts; 0 while it is taken. */
  readonly waitSeconds: number;
}

export interface Repeated<T> {
  /** In order: all of them, or those before it ended early. */
  readonly taken: readonly T[];
  /** Why it ended early, an AbortError where it was cancelled; null where all were taken. */
  readonly failure: unknown;
}

export interface Clock {
  nowMs(): number;
  /** Rejects with an AbortError. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Takes captures one after the other at fixed times. Never rejects: what was taken before a failure is kept. */
export async function repeatCapture<T>(
  { times, everySeconds }: Repetition,
  take: () => Promise<T>,
  options: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: RepetitionProgress) => void;
    readonly clock?: Clock;
  },
): Promise<Repeated<T>> {
  const { signal, onProgress, clock = systemClock } = options;
  const taken: T[] = [];
  const tell = (waitSeconds: number) => onProgress({ taken: taken.length, times, waitSeconds });
  const startMs = clock.nowMs();
  try {
    for (let number = 0; number < times; number++) {
      await waitUntil(startMs + number * everySeconds * millisecondsPerSecond, clock, signal, tell);
      tell(0);
      taken.push(await take());
    }
    tell(0);
    return { taken, failure: null };
  } catch (failure) {
    return { taken, failure };
  }
}

const millisecondsPerSecond = 1000;

/** In steps that end at whole seconds, so that each can be told. */
async function waitUntil(
  endMs: number,
  clock: Clock,
  signal: AbortSignal,
  tell: (waitSeconds: number) => void,
): Promise<void> {
  for (;;) {
    if (signal.aborted) throw abortError();
    const leftMs = endMs - clock.nowMs();
    if (leftMs <= 0) return;
    const seconds = Math.ceil(leftMs / millisecondsPerSecond);
    tell(seconds);
    await clock.wait(leftMs - (seconds - 1) * millisecondsPerSecond, signal);
  }
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const onAbort = () => {
        clearTimeout(timer);
        reject(abortError());
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal.addEventListener('abort', onAbort, { once: true });
    }),
};
