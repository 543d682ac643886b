import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks `probe` again and again until it answers with something other than null, undefined or false.
 * Errors of the probe count as "not yet"; the last one is told when time is up.
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown = null;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== null && answer !== undefined && answer !== false) {
        return answer;
      }
      lastError = null;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) {
      const reason = lastError instanceof Error ? `: ${lastError.message}` : '';
      throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}${reason}`);
    }
    await delay(100);
  }
}
