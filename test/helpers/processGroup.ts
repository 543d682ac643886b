import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';

/** A program that was started together with all that it starts itself. */
export interface ProcessGroup {
  readonly child: ChildProcess;
  /** Settles when the program has ended: its exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Ends the group: politely first, by force after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Starts a program in a process group of its own, which ends at the latest when this process does. */
export function startProcessGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): ProcessGroup {
  endAllAtExit();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => {
      running.delete(child);
      reject(new Error(`${command} could not be started: ${error.message}`));
    });
    child.once('exit', (code) => resolve(code));
  });
  ended.catch(() => {}); // told to whoever waits for it; nobody has to
  return { child, ended, stop: (graceMs = 5000) => stopGroup(child, ended, graceMs) };
}

async function stopGroup(child: ChildProcess, ended: Promise<number | null>, graceMs: number): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const late = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  await ended.catch(() => null);
  clearTimeout(late);
  signalGroup(child, 'SIGKILL'); // children that outlived the leader
  running.delete(child);
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

let registered = false;

/** Whatever ends this process (other than SIGKILL) ends the groups that it started. */
export function endAllAtExit(): void {
  if (registered) {
    return;
  }
  registered = true;
  process.once('exit', () => {
    for (const child of running) {
      signalGroup(child, 'SIGKILL');
    }
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    // Not once: npm passes on the Ctrl-C that the terminal has sent already, and the second must not cut the end short.
    process.on(signal, () => process.exit(code));
  }
}
