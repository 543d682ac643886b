import type { Message } from '../base/message';
import type { EvidenceNumber, EvidenceUnit, Finding, Thresholds, TimeSpan } from './finding';
import type { MemorySeries } from './memorySeries';
import type { Anomaly, TimelineSeries } from './timeline';

export interface MemoryReportOptions {
  readonly thresholds: Thresholds;
  /** What people know that the evidence does not say. */
  readonly known: KnownLimits;
  /** Judges this part alone; null: all of it. */
  readonly range: TimeSpan | null;
  /** Allocation sites that grew between captures of this process, most first; null: nobody looked. */
  readonly growth: readonly GrowthSite[] | null;
  /** Of a heap profile of this process; null: none. */
  readonly heapShape: HeapShape | null;
}

/** Infinity: none is set. null: not known. */
export interface KnownLimits {
  readonly memoryLimit: number | null;
  readonly containerLimit: number | null;
  /** Percent; -1 is off. */
  readonly gogc: number | null;
}

export const nothingKnown: KnownLimits = { memoryLimit: null, containerLimit: null, gogc: null };

/** Judged by itself, with the rules' own numbers. */
export const plainMemoryReport: MemoryReportOptions = {
  thresholds: {},
  known: nothingKnown,
  range: null,
  growth: null,
  heapShape: null,
};

export interface GrowthSite {
  readonly name: string;
  readonly file: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
  readonly grownBytes: number;
  readonly bytesPerMinute: number | null;
}

/** How large the objects of a heap profile are (`inuse_space`). */
export interface HeapShape {
  readonly inuseBytes: number;
  readonly inuseObjects: number;
  /** In objects of more than 32 KiB on average of their record: each has a span of its own. */
  readonly largeBytes: number;
  /** Where they are allocated, most first, at most 10. */
  readonly largeSites: readonly {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    readonly bytes: number;
  }[];
}

/** A series judged. Every number says what it is made of. */
export interface MemoryReport {
  /** Most severe first. */
  readonly findings: readonly Finding[];
  /** Rules that could not judge this evidence, and what they lack: "one sample only: cannot tell growth". */
  readonly unjudged: readonly { readonly ruleId: string; readonly reason: Message }[];
  readonly health: Health;
  readonly readings: readonly JointReading[];
  readonly anomalies: readonly Anomaly[];
  readonly forecast: Forecast;
  readonly advice: readonly Advice[];
  /** null where no RSS is known. */
  readonly rss: RssExplained | null;
}

export const healthParts = ['headroom', 'gcCpu', 'pauses', 'growth', 'goroutines'] as const;
export type HealthPartId = (typeof healthParts)[number];

export interface Health {
  /** 0 to 100, the mean of the parts by weight; null where there is no part. */
  readonly score: number | null;
  readonly parts: readonly HealthPart[];
  readonly missing: readonly { readonly part: HealthPartId; readonly reason: Message }[];
}

export interface HealthPart {
  readonly part: HealthPartId;
  readonly name: Message;
  /** 0 to 100. */
  readonly score: number;
  /** Of the parts that are there: sums to 1. */
  readonly weight: number;
  /** As people would write it: "100 × (1 − used ÷ limit) ÷ 0.3, at most 100". */
  readonly formula: Message;
  readonly inputs: readonly EvidenceNumber[];
}

/** Two or three numbers that say more together than each alone. */
export interface JointReading {
  /** `pausesAndHeap`, `heapAndGoroutines`, … */
  readonly id: string;
  readonly title: Message;
  readonly message: Message;
  readonly state: 'good' | 'watch' | 'bad' | 'unknown';
  readonly inputs: readonly EvidenceNumber[];
}

/** When a line reaches its limit, if it goes on as it did; silent where its own past does not bear that out. */
export type Forecast =
  | {
      readonly kind: 'reaches';
      readonly series: TimelineSeries;
      readonly limit: number;
      readonly limitName: 'GOMEMLIMIT' | 'container';
      /** On the series' clock; the interval holds it in about 90 of 100 cases of the backtest. `highMs` is Infinity where it may never. */
      readonly atMs: number;
      readonly lowMs: number;
      readonly highMs: number;
      readonly bytesPerMinute: number;
      readonly method: 'theilSen' | 'holt';
      readonly backtest: Backtest;
      readonly message: Message;
    }
  | { readonly kind: 'silent'; readonly reason: Message };

/** How well the same method would have done on this series' own past. */
export interface Backtest {
  readonly cases: number;
  /** How far ahead, in milliseconds. */
  readonly horizonMs: number;
  /** Median of |forecast − value| ÷ change over the horizon. */
  readonly medianRelativeError: number;
}

/** What to set or do, worked out in the open. */
export interface Advice {
  /** `expectedPeak`, `suggestedMemoryLimit`, `gogcWhatIf`. */
  readonly id: string;
  readonly title: Message;
  readonly message: Message;
  readonly steps: readonly ArithmeticStep[];
  readonly assumptions: readonly Message[];
  /** `GOMEMLIMIT=450MiB`; null where there is nothing to set. */
  readonly setting: { readonly name: 'GOMEMLIMIT' | 'GOGC'; readonly value: string } | null;
}

export interface ArithmeticStep {
  readonly name: Message;
  /** "live × (1 + GOGC ÷ 100)"; '' for a number that was given. */
  readonly formula: string;
  readonly value: number;
  readonly unit: EvidenceUnit;
}

/** What the resident memory consists of; parts sum to `rss`. */
export interface RssExplained {
  readonly rss: number;
  readonly parts: readonly RssPart[];
  readonly message: Message;
}

export interface RssPart {
  readonly id: 'heapInuse' | 'stacks' | 'runtime' | 'idleHeap' | 'file' | 'lazyFree' | 'nonGo' | 'shared';
  readonly name: Message;
  readonly bytes: number;
  /** `measured` by the system or by Go; `bound`: at most this; `rest`: what is left. */
  readonly how: 'measured' | 'bound' | 'rest';
}

/** What another GOGC and GOMEMLIMIT would have done to a recorded series. */
export interface WhatIfQuery {
  /** Percent; -1 is off. null: as it was. */
  readonly gogc: number | null;
  /** Bytes; Infinity: none. null: as it was. */
  readonly memoryLimit: number | null;
  readonly known: KnownLimits;
}

export type WhatIf =
  | {
      readonly kind: 'computed';
      readonly recorded: WhatIfNumbers;
      readonly changed: WhatIfNumbers;
      readonly steps: readonly ArithmeticStep[];
      readonly assumptions: readonly Message[];
    }
  | { readonly kind: 'impossible'; readonly reason: Message };

export interface WhatIfNumbers {
  readonly cycles: number;
  /** Share of all processor time. */
  readonly gcCpu: number | null;
  /** Largest heap at the end of a cycle, with stacks and the rest of the runtime where they are known. */
  readonly peakBytes: number;
}

/** Files for other tools. */
export type MemoryExportQuery =
  | { readonly format: 'csv'; readonly table: 'samples' | 'cycles'; readonly range: TimeSpan | null }
  /** Samples, cycles and marks as a history that Heaplens opens again. */
  | { readonly format: 'history' }
  /** `windowMinutes` null: each rule's own. */
  | {
      readonly format: 'alerts';
      readonly options: MemoryReportOptions;
      readonly windowMinutes: number | null;
      /** Narrows metrics to a job, as in `{job="api"}`; '' for all. */
      readonly selector: string;
    }
  | {
      readonly format: 'hpa';
      readonly options: MemoryReportOptions;
      readonly workload: string;
      readonly namespace: string;
    }
  /** `pictures` are data URIs or paths by the name under which the report shows them; none: it draws one itself. */
  | {
      readonly format: 'incident';
      readonly options: MemoryReportOptions;
      readonly title: string;
      readonly pictures: readonly { readonly name: string; readonly source: string }[];
      /** Where more than this series was judged. */
      readonly judged?: JudgedTogether;
    }
  /** The timeline as SVG, as the incident report draws it. */
  | { readonly format: 'picture'; readonly options: MemoryReportOptions; readonly title: string };

/** What was judged beside a series: dumps, profiles, series of other clocks. */
export interface JudgedTogether {
  /** All of them, those of the series too, the worst first. `from` names their files. */
  readonly findings: readonly {
    readonly finding: Finding;
    readonly clock: MemorySeries['clock'];
    readonly from: readonly string[];
  }[];
  /** A line for each thing that was judged. */
  readonly evidence: readonly string[];
  /** What was wrong with it, a line each. */
  readonly problems: readonly string[];
  /** What heap profiles say over time; null of too few. */
  readonly trend: { readonly reason: Message; readonly growing: readonly GrowthSite[] } | null;
}
