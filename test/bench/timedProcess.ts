import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface ProcessFigures {
  readonly wallMs: number;
  /** Of the process itself; null where the system does not tell. */
  readonly peakBytes: number | null;
}

/** Runs a program to its end with its output thrown away. Throws with its errors when it fails. */
export async function timeProcess(command: string, args: readonly string[]): Promise<ProcessFigures> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  let peakBytes: number | null = null;
  const look = () => {
    peakBytes = Math.max(peakBytes ?? 0, peakOf(child.pid!) ?? 0) || null;
  };
  const timer = setInterval(look, 4);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  const wallMs = performance.now() - started;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${errors.trim()}`);
  return { wallMs, peakBytes };
}

/** The kernel keeps the high-water mark, so looking now and then misses only what the last moments added. */
function peakOf(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch (error) {
    // The process has just ended, or this system has no /proc.
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' ||
      (error as NodeJS.ErrnoException).code === 'ESRCH'
    )
      return null;
    throw error;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
