import type { Engine, Evidence, EvidenceHandle } from '../../src/engine/engine';
import type { Finding, Severity } from '../../src/model/finding';
import { plainReport } from '../../src/model/goroutineReport';
import { plainMemoryReport } from '../../src/model/memoryReport';
import type { Recording, TimedLine } from './record';

export const kindsOfEvidence = ['watch', 'trace', 'dumps'] as const;
export type KindOfEvidence = (typeof kindsOfEvidence)[number];

/** A rule that was raised, for the first time with this severity or a higher one. */
export interface Raised {
  readonly of: KindOfEvidence;
  readonly rule: string;
  readonly severity: Severity;
  /** Since the watch began, when all until then was judged. */
  readonly seconds: number;
  /** Whether it is still said at the end, when all is judged. */
  readonly atEnd: boolean;
}

export const severities: readonly Severity[] = ['info', 'warning', 'error'];

/** Judges what was known every so many of all the seconds, as someone who looks in then would. */
export async function judgeRecording(
  engine: Engine,
  recording: Recording,
  seconds: number,
  everySeconds: number,
): Promise<Raised[]> {
  const moments = Array.from(
    { length: Math.floor(seconds / everySeconds) },
    (_, i) => (i + 1) * everySeconds,
  );
  return [
    ...(await raisedIn('watch', recording.history, moments, (text) =>
      judgeMemory(engine, text, 'watch.memwatch'),
    )),
    ...(await raisedIn('trace', recording.trace, moments, (text) =>
      judgeMemory(engine, text, 'stderr.gctrace'),
    )),
    ...(await raisedInDumps(engine, recording.dumps)),
  ];
}

type Found = readonly Pick<Finding, 'ruleId' | 'severity'>[];

async function raisedIn(
  of: KindOfEvidence,
  lines: readonly TimedLine[],
  moments: readonly number[],
  judge: (text: string) => Promise<Found>,
): Promise<Raised[]> {
  const judged: { seconds: number; found: Found }[] = [];
  for (const seconds of moments) {
    const known = lines.filter((line) => line.seconds <= seconds).map(({ text }) => text);
    if (known.length > 0) judged.push({ seconds, found: await judge(known.join('')) });
  }
  return firstTimes(of, judged);
}

async function judgeMemory(engine: Engine, text: string, name: string): Promise<Found> {
  const evidence = await engine.open(new TextEncoder().encode(text), { name });
  const found: Finding[] = [];
  for (const one of evidence) {
    if (one.kind !== 'memory') throw new Error(`${name} holds a ${one.kind}`);
    found.push(...(await engine.ask(one.handle, 'memoryReport', plainMemoryReport)).findings);
    await engine.close(one.handle);
  }
  return found;
}

async function raisedInDumps(engine: Engine, dumps: Recording['dumps']): Promise<Raised[]> {
  const judged: { seconds: number; found: Found }[] = [];
  const handles: EvidenceHandle[] = [];
  for (const [at, { text, seconds }] of dumps.entries()) {
    const [evidence] = (await engine.open(new TextEncoder().encode(text), {
      name: `dump${at}.goroutines`,
    })) as [Evidence];
    handles.push(evidence.handle);
    const timesMs = dumps.slice(0, at + 1).map(({ atMs }) => atMs);
    const { findings } = await engine.goroutineReport([...handles], { ...plainReport, timesMs });
    judged.push({ seconds, found: findings });
  }
  for (const handle of handles) await engine.close(handle);
  return firstTimes('dumps', judged);
}

/** When each rule was first raised, and when it was first raised more severely. */
function firstTimes(
  of: KindOfEvidence,
  judged: readonly { readonly seconds: number; readonly found: Found }[],
): Raised[] {
  const last = judged.at(-1)?.found ?? [];
  const raised: Raised[] = [];
  for (const { seconds, found } of judged) {
    for (const { ruleId, severity } of found) {
      const rank = severities.indexOf(severity);
      const isNew = raised.every((one) => one.rule !== ruleId || severities.indexOf(one.severity) < rank);
      const atEnd = last.some((one) => one.ruleId === ruleId && severities.indexOf(one.severity) >= rank);
      if (isNew) raised.push({ of, rule: ruleId, severity, seconds, atEnd });
    }
  }
  return raised;
}
