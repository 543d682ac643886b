import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

export interface TreeOptions {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Between the polite end and the forced one. */
  readonly graceMs: number;
  readonly onOutput: (text: string, stream: 'stdout' | 'stderr') => void;
  /** Gets the program's standard input; without it, the program has none. */
  readonly onInput?: (stdin: Writable) => void;
  /** Ends all of it by force, at once. */
  readonly force?: AbortSignal;
}

/** Exit code, or the signal that ended the program. */
export interface TreeEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/**
 * Runs a program and all that it starts as one: they share a process group, which an abort ends as Ctrl-C does and, after
 * `graceMs`, by force; so does the end of this process. Settles when the program has ended, after an abort too, and what
 * its children left running was ended. Rejects with Node's error where it could not be started.
 */
export function runProcessTree(
  program: string,
  args: readonly string[],
  options: TreeOptions,
): Promise<TreeEnd> {
  const { folder, env, signal, graceMs, onOutput, onInput, force: forced } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env,
      stdio: [onInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      detached: !isWindows,
      windowsHide: true,
    });
    if (child.stdin && onInput) {
      child.stdin.on('error', () => {}); // it may have ended before it read all
      onInput(child.stdin);
    }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]!.setEncoding('utf8').on('data', (text: string) => onOutput(text, stream));
    }
    let force: NodeJS.Timeout | undefined;
    const onAbort = () => {
      endTree(child, 'SIGINT');
      force = setTimeout(() => endTree(child, 'SIGKILL'), graceMs);
    };
    const onExit = () => endTree(child, 'SIGKILL');
    forced?.addEventListener('abort', onExit, { once: true });
    signal.addEventListener('abort', onAbort, { once: true });
    process.once('exit', onExit);
    const finish = (settle: () => void) => {
      clearTimeout(force);
      signal.removeEventListener('abort', onAbort);
      process.removeListener('exit', onExit);
      forced?.removeEventListener('abort', onExit);
      settle();
    };
    child.once('error', (error) => finish(() => reject(error)));
    child.once('exit', (code, endedBy) => {
      if (!isWindows) endTree(child, 'SIGKILL'); // what was started in the background would hold on to the pipes
      const drain = setTimeout(() => {
        child.stdout!.destroy();
        child.stderr!.destroy();
      }, drainMs);
      child.once('close', () => {
        clearTimeout(drain);
        finish(() => resolve({ code, signal: endedBy }));
      });
    });
    if (signal.aborted) onAbort();
    if (forced?.aborted) onExit();
  });
}

const isWindows = process.platform === 'win32';

/** What left the group could hold the pipes for ever. */
const drainMs = 1000;

/** The group outlives its leader: its id stays taken as long as a member lives. macOS says EPERM of one that only waits to be reaped. */
function endTree(child: ChildProcess, how: 'SIGINT' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (isWindows) {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, how);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
