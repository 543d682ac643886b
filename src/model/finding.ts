import type { Message } from '../base/message';

export type Severity = 'error' | 'warning' | 'info';

/** How sure a finding is: proven, to be expected, or worth a look. */
export type Confidence = 'certain' | 'likely' | 'suspicious';

/** What a group of goroutines comes to: the confidence of its surest finding, or nothing. */
export const verdicts = ['normal', 'suspicious', 'likely', 'certain'] as const;
export type Verdict = (typeof verdicts)[number];

/** A rule's conclusion with what it rests on. Serialisable; whoever shows it translates the messages. */
export interface Finding {
  /** `G1`. Its page of documentation is `media/rules/G1.md`. */
  readonly ruleId: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The pattern by the name that people know: "time.After in a loop". */
  readonly title: Message;
  /** What was seen, with its numbers. */
  readonly message: Message;
  /** What to do. */
  readonly advice: Message;
  /** Numbers that decided, and the thresholds that they passed. */
  readonly evidence: readonly EvidenceNumber[];
  /** Where it happens first, then what belongs to it. */
  readonly locations: readonly FindingLocation[];
  /** Positions in the report's groups; empty where it is about the whole process. */
  readonly groups: readonly number[];
  /** When it was so, on the timeline; absent where it is about no time, or about all of it. */
  readonly span?: TimeSpan;
}

export interface EvidenceNumber {
  readonly name: Message;
  readonly value: number;
  readonly unit: EvidenceUnit;
  readonly threshold: number | null;
}

/** Units of numbers in findings, thresholds and parts of the health score; '' for a plain number. */
export type EvidenceUnit =
  | ''
  | 'goroutines'
  | 'threads'
  | 'objects'
  | 'cycles'
  | 'samples'
  | 'windows'
  | 'share'
  | 'percent'
  | 'bytes'
  | 'bytes/min'
  | 'bytes/s'
  | 'cycles/s'
  | 'ns'
  | 'seconds'
  | 'minutes';

/** From and to, in milliseconds on the clock of the series that it is about. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface FindingLocation {
  /** The line that blocks, the `go` statement that made the goroutines, or another line that matters. */
  readonly role: 'blocked' | 'created' | 'related';
  readonly func: string;
  readonly file: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
}

/** Numbers that people may set, by `G4.minCount`. */
export type Thresholds = Readonly<Record<string, number>>;
