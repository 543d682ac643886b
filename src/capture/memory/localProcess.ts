import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Message, message } from '../../base/message';
import { isAbortError } from '../../base/rpc';
import { captureUrl, isLoopback } from '../captureTarget';
import { getWithinOrigin } from '../originRequest';
import { type ControlGroup, findControlGroup, groupFiles, limitFile } from './controlGroup';
import { findListeners } from './listeningProcess';
import type { DecodedMemory, DecodeMemory, MemoryValues } from './memoryReply';
import { type AskOptions, limitFailure } from './memorySource';
import type { LocalSampling } from './memoryWatch';

export interface LocalProcessOptions extends AskOptions {
  /** null: the process that listens at the target's port, where it is on this machine. */
  readonly pid: number | null;
  readonly decode: DecodeMemory;
  /** Why nothing, or not all, is known of the process; told once each. */
  readonly onNote: (note: Message) => Promise<void> | void;
  readonly platform?: NodeJS.Platform;
  readonly proc?: string;
}

/**
 * What Linux knows of a process: /proc/PID/status, smaps_rollup and the files of its control group. null where there can be
 * nothing: another system, or another machine.
 */
export function sampleLocalProcess(options: LocalProcessOptions): LocalSampling | null {
  const { target, pid, platform = process.platform } = options;
  if (platform !== 'linux' || (pid === null && !isLoopback(target.base))) return null;
  return new LocalProcess(options);
}

/** The kernel walks all pages for it, and the process waits with its page tables meanwhile. */
const rollupEveryMs = 10_000;

class LocalProcess implements LocalSampling {
  readonly #options: LocalProcessOptions;
  readonly #proc: string;
  readonly #told = new Set<string>();
  #pid: number | null = null;
  #group: ControlGroup | null = null;
  #nextRollupMs = 0;

  constructor(options: LocalProcessOptions) {
    this.#options = options;
    this.#proc = options.proc ?? '/proc';
  }

  async attach(memory: DecodedMemory, signal: AbortSignal): Promise<number | null> {
    this.#pid = this.#options.pid ?? (await this.#find(memory, signal));
    this.#nextRollupMs = 0;
    this.#group = this.#pid === null ? null : await findControlGroup(this.#pid, this.#proc).catch(() => null);
    return this.#pid;
  }

  /** Of a process that was named, never: another one that answers is none of it. */
  async hasEnded(): Promise<boolean> {
    if (this.#pid === null || this.#options.pid !== null) return false;
    return stat(path.join(this.#proc, String(this.#pid))).then(
      () => false,
      () => true,
    );
  }

  async sample(signal: AbortSignal): Promise<MemoryValues> {
    if (this.#pid === null) return {};
    const folder = path.join(this.#proc, String(this.#pid));
    const status = await this.#read(path.join(folder, 'status'), signal);
    if (status === null) {
      await this.#tell(unreadable(this.#pid));
      return {};
    }
    return { ...(await this.#groupValues(signal)), ...(await this.#rollup(folder, signal)), ...status };
  }

  /** The one of those that listen there that is the program that answers: a forwarder or proxy may listen in its place. */
  async #find(memory: DecodedMemory, signal: AbortSignal): Promise<number | null> {
    const { base } = this.#options.target;
    const port = Number(base.port || (base.protocol === 'https:' ? 443 : 80));
    const pids = await findListeners(port, this.#proc);
    if (pids.length === 0) {
      await this.#tell(noListener(port));
      return null;
    }
    const cmdline = await this.#commandLine(signal);
    for (const pid of pids) if (await this.#isProgram(pid, cmdline, memory.process.startMs)) return pid;
    await this.#tell(otherListener(port, pids));
    return null;
  }

  async #isProgram(pid: number, cmdline: string | null, startMs: number | null): Promise<boolean> {
    const folder = path.join(this.#proc, String(pid));
    if (cmdline !== null) {
      const own = await readFile(path.join(folder, 'cmdline'), 'utf8').catch(() => '');
      return own.replace(/\0$/, '') === cmdline.replace(/\0$/, '');
    }
    const started = await startOf(pid, this.#proc);
    return startMs !== null && started !== null && Math.abs(started - startMs) < sameStartMs;
  }

  /** os.Args joined with NUL, as pprof's index has it; null where there is none. */
  async #commandLine(signal: AbortSignal): Promise<string | null> {
    const { target, headers, extraAuthorities, timeoutSeconds, maximumBytes } = this.#options;
    const limits = {
      totalMs: timeoutSeconds * 1000,
      idleMs: timeoutSeconds * 1000,
      quietMs: 0,
      maximumBytes,
    };
    try {
      const { reply } = await getWithinOrigin({
        url: captureUrl(target, { kind: 'cmdline' }),
        headers,
        authorization: target.authorization,
        extraAuthorities,
        limits,
        signal,
        explainLimit: limitFailure(this.#options),
      });
      return reply.status === 200 && reply.body.length > 0 ? Buffer.from(reply.body).toString('utf8') : null;
    } catch (error) {
      if (isAbortError(error)) throw error;
      return null;
    }
  }

  async #rollup(folder: string, signal: AbortSignal): Promise<MemoryValues> {
    const nowMs = performance.now();
    if (nowMs < this.#nextRollupMs) return {};
    this.#nextRollupMs = nowMs + rollupEveryMs;
    return (await this.#read(path.join(folder, 'smaps_rollup'), signal)) ?? {};
  }

  async #groupValues(signal: AbortSignal): Promise<MemoryValues> {
    const group = this.#group;
    if (group === null) return {};
    const values: Record<string, number> = {};
    const [own] = group.folders as [string];
    for (const name of groupFiles[group.version]) {
      Object.assign(values, await this.#read(path.join(own, name), signal));
    }
    if (group.cpuFolder !== null) {
      Object.assign(values, await this.#read(path.join(group.cpuFolder, 'cpu.stat'), signal));
    }
    for (const folder of group.folders.slice(1)) {
      const around = await this.#read(path.join(folder, limitFile[group.version]), signal);
      const limits = [values.CgroupLimit, around?.CgroupLimit].filter((limit) => limit !== undefined);
      if (limits.length > 0) values.CgroupLimit = Math.min(...limits);
    }
    return values;
  }

  /** null for a file that cannot be read: it is not there in every version, and the process may be gone. */
  async #read(file: string, signal: AbortSignal): Promise<MemoryValues | null> {
    const bytes = await readFile(file).catch(() => null);
    if (bytes === null || bytes.length === 0) return null;
    const decoded = await this.#options.decode(Uint8Array.from(bytes), path.basename(file), signal);
    return decoded?.fields ?? null;
  }

  async #tell(note: Message): Promise<void> {
    if (this.#told.has(note.id)) return;
    this.#told.add(note.id);
    await this.#options.onNote(note);
  }
}

/** Both are cut to a tick, and process_start_time_seconds is computed from the same numbers. */
const sameStartMs = 500;
/** USER_HZ of every Linux that runs Go. */
const ticksPerSecond = 100;

/** When a process started, in milliseconds since 1970: field 22 of /proc/PID/stat, in ticks after the boot. */
async function startOf(pid: number, proc: string): Promise<number | null> {
  const [stat, boot] = await Promise.all(
    [path.join(proc, String(pid), 'stat'), path.join(proc, 'stat')].map((file) =>
      readFile(file, 'utf8').catch(() => ''),
    ),
  );
  // The name in parentheses may hold anything, so fields are counted behind it: the state is the third.
  const ticks = Number(stat!.slice(stat!.lastIndexOf(')') + 2).split(' ')[19]);
  const bootSeconds = Number(/^btime (\d+)$/m.exec(boot!)?.[1]);
  const startMs = 1000 * (bootSeconds + ticks / ticksPerSecond);
  return Number.isFinite(startMs) ? startMs : null;
}

function noListener(port: number): Message {
  return message(
    'watch.noListener',
    'Which process listens on port {port} cannot be seen from here: it belongs to another user, or to a container. RSS and the container limit come from the program itself, where it tells them.',
    { port },
  );
}

function otherListener(port: number, pids: readonly number[]): Message {
  return message(
    'watch.otherListener',
    'What listens on port {port} (PID {pids}) is not the program that answers, or cannot be told to be: it may be forwarded. RSS and the container limit come from the program itself, where it tells them.',
    { port, pids: pids.join(', ') },
  );
}

function unreadable(pid: number): Message {
  return message(
    'watch.processUnreadable',
    'The memory of process {pid} cannot be read: it has ended, or belongs to another user.',
    { pid },
  );
}
