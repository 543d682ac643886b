import type { CDPSession } from 'playwright-core';

/** What an action costs, in milliseconds: between the frames, and a frame. */
export interface FrameFigures {
  readonly action: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Processor time per frame: of the script, and of everything that the page's thread did. */
  readonly scriptMs: number;
  readonly taskMs: number;
}

/** Drives one action, which resolves to the times between its frames. */
export async function measureFrames(
  session: CDPSession,
  action: string,
  drive: () => Promise<readonly number[]>,
): Promise<FrameFigures> {
  const before = await threadSeconds(session);
  const intervals = await drive();
  const after = await threadSeconds(session);
  const perFrame = (from: number, to: number) => ((to - from) * 1000) / intervals.length;
  const sorted = [...intervals].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return {
    action,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: at(1),
    scriptMs: perFrame(before.script, after.script),
    taskMs: perFrame(before.task, after.task),
  };
}

export function frameLine(
  { action, p50Ms, p95Ms, maxMs, scriptMs, taskMs }: FrameFigures,
  bars: { readonly frameMs: number; readonly scriptMs: number },
): string {
  const ms = [p50Ms, p95Ms, maxMs].map((value) => value.toFixed(1).padStart(6)).join(' ');
  const within = p95Ms <= bars.frameMs && scriptMs <= bars.scriptMs ? '' : '  over the bar';
  const thread = `script ${scriptMs.toFixed(2)}, thread ${taskMs.toFixed(2)} ms of processor a frame`;
  return `${action.padEnd(10)} p50 p95 max ${ms} ms, ${thread}${within}`;
}

async function threadSeconds(session: CDPSession): Promise<{ script: number; task: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (wanted: string) => metrics.find(({ name }) => name === wanted)!.value;
  return { script: value('ScriptDuration'), task: value('TaskDuration') };
}
