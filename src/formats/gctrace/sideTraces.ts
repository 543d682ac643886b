import type { MemoryField } from '../../model/memoryFields';
import { lineEnd, textOf } from '../text/textBytes';

/** What a line says about a moment. */
export type MomentFields = Readonly<Partial<Record<MemoryField, number>>>;

const MiB = 2 ** 20;
const KiB = 2 ** 10;

/** A line that has no time of its own stands before the line of its cycle or behind it. */
export interface SideLine {
  readonly kind: 'before' | 'behind';
  readonly fields: MomentFields;
}

/** What is read of a line; one of schedtrace has the queue of each of at most 1,024 processors. */
const longestLine = 512;
const longestSchedule = 8192;
const mostProcessors = 1024;

/**
 * gcpacertrace, which stands before the cycle that it is about. Its texts (runtime/mgcpacer.go) say more than this; what the
 * cycle's own line has is not taken twice. Since Go 1.26 it writes its numbers without an exponent.
 *
 *     pacer: assist ratio=+7.681478e-001 (scan 0 MB in 3->4 MB) workers=0++2.500000e-001
 *     pacer: 26% CPU (25 exp.) for 36960+2480+151024 B work (…) in 3997696 B -> 4415488 B (∆goal 221184, cons/mark +1.0e+000)
 *     pacer: H_m_prev=… h_t=… H_T=… … H_g=4194304 …         up to Go 1.17; H_g is the goal in bytes
 */
export function readPacer(bytes: Uint8Array, start: number, end: number): SideLine | null {
  const fields = pacerFields(bytes, start, end);
  return fields && { kind: 'before', fields };
}

function pacerFields(bytes: Uint8Array, start: number, end: number): MomentFields | null {
  const text = textOf(bytes, start, Math.min(end, start + longestLine));
  const assist = /^pacer: assist ratio=([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/.exec(text);
  if (assist) return { AssistRatio: Number(assist[1]) };
  const work = /^pacer: \d+% CPU .*cons\/mark ([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/.exec(text);
  if (work) return { ConsMark: Number(work[1]) };
  const old = /^pacer: H_m_prev=.* H_g=(\d{1,15})\b/.exec(text);
  return old ? { NextGC: Number(old[1]) } : null;
}

/**
 * scavtrace, and what gctrace wrote of the scavenger up to Go 1.13.
 *
 *     scav 1 0 KiB work, 512 KiB total, 87% util (forced)                Go 1.14 to 1.18; from 1.19 without the first number
 *     scav 0 KiB work (bg), 0 KiB work (eager), 3304 KiB now, 87% util   since Go 1.21
 *     scvg9: inuse: 11264, idle: 5904, sys: 17168, released: 0, consumed: 17168 (MB)
 *     scvg9: 12 MB released
 */
export function readScavenge(bytes: Uint8Array, start: number, end: number): SideLine | null {
  const text = textOf(bytes, start, Math.min(end, start + longestLine));
  const form =
    /^scav (?:\d+ )?(\d+) KiB work(?: \(bg\), (\d+) KiB work \(eager\))?, (\d+) KiB (?:total|now), (\d+)% util( \(forced\))?/;
  const now = form.exec(text);
  if (now) {
    const fields = {
      ScavengedBytes: (Number(now[1]) + Number(now[2] ?? 0)) * KiB,
      HeapReleased: Number(now[3]) * KiB,
      HeapUtilization: Number(now[4]) / 100,
    };
    // Since Go 1.21 the end of marking writes it, just before its own line; what a program forces it writes at once.
    return { kind: now[2] !== undefined && now[5] === undefined ? 'before' : 'behind', fields };
  }
  const sizes = /^scvg\d*: inuse: (\d+), idle: (\d+), sys: (\d+), released: (\d+), consumed: \d+ \(MB\)/.exec(
    text,
  );
  if (sizes) {
    const [HeapInuse, HeapIdle, HeapSys, HeapReleased] = sizes.slice(1).map((size) => Number(size) * MiB);
    const fields = {
      HeapInuse: HeapInuse!,
      HeapIdle: HeapIdle!,
      HeapSys: HeapSys!,
      HeapReleased: HeapReleased!,
    };
    return { kind: 'behind', fields };
  }
  const released = /^scvg\d*: (\d+) MB released/.exec(text);
  return released ? { kind: 'behind', fields: { ScavengedBytes: Number(released[1]) * MiB } } : null;
}

export interface ScheduleLine {
  readonly timeMs: number;
  readonly fields: MomentFields;
}

/**
 * schedtrace: times count from its first line, which Go writes as it starts. Where processors have lines of their own
 * (scheddetail=1), their queues are taken from these.
 *
 *     SCHED 506ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=0 needspinning=1 idlethreads=1 runqueue=0 [0 0]
 */
export function readSchedule(bytes: Uint8Array, start: number, end: number): ScheduleLine | null {
  const text = textOf(bytes, start, Math.min(end, start + longestSchedule));
  const form =
    /^SCHED (\d{1,15})ms: gomaxprocs=(\d+) idleprocs=(\d+) threads=(\d+)(?: spinningthreads=(\d+))?(?: needspinning=\d+)? idlethreads=(\d+) runqueue=(\d+)(?: \[([\d ]*)\])?( gcwaiting=)?/;
  const found = form.exec(text);
  if (!found) return null;
  const [, time, procs, idleProcs, threads, spinning, idleThreads, global, queues, isDetailed] = found;
  const own = isDetailed ? queuesBelow(bytes, end + 1, Number(procs)) : sumOf(queues ?? '');
  return {
    timeMs: Number(time),
    fields: {
      GOMAXPROCS: Number(procs),
      IdleProcs: Number(idleProcs),
      Threads: Number(threads),
      IdleThreads: Number(idleThreads),
      ...(spinning !== undefined && { SpinningThreads: Number(spinning) }),
      RunQueue: Number(global) + own,
    },
  };
}

function sumOf(queues: string): number {
  return queues.split(' ').reduce((sum, queue) => sum + Number(queue), 0);
}

/** `  P0: status=1 … runqsize=3 …`, one for each processor. */
function queuesBelow(bytes: Uint8Array, start: number, procs: number): number {
  let sum = 0;
  let at = start;
  for (let line = 0; line < Math.min(procs, mostProcessors) && at < bytes.length; line++) {
    const end = lineEnd(bytes, at);
    const found = / P\d+: status=\d+ .*runqsize=(\d+)/.exec(
      textOf(bytes, at, Math.min(end, at + longestLine)),
    );
    if (!found) break;
    sum += Number(found[1]);
    at = end + 1;
  }
  return sum;
}
