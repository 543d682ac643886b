import { findAnomalies } from '../analysis/memory/anomalies';
import { MarkedTime } from '../analysis/memory/cyclesView';
import { DrawnSeriesSet } from '../analysis/memory/drawnSeries';
import { computeMemoryFacts } from '../analysis/memory/memoryFacts';
import { MemoryLog } from '../analysis/memory/memoryLog';
import { summarizeRange } from '../analysis/memory/rangeSummary';
import { momentOf } from '../analysis/memory/timelineMoment';
import { viewTimeline } from '../analysis/memory/timelineView';
import { simulateWhatIf } from '../analysis/memory/whatIf';
import { MessageError, message } from '../base/message';
import type { TimeSpan } from '../model/finding';
import type { MemoryReport, MemoryReportOptions } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';
import type { MemoryQueries, Params, QueryName, Result } from '../model/queries';
import type { Anomaly, MemoryFacts, RangeSummary, TimelineQuery, TimelineView } from '../model/timeline';
import { exportMemory } from './exportMemory';
import { reportMemory } from './memoryReport';
import type { OpenedMemory } from './openEvidence';
import type { Answers } from './profileSession';

/** Rows in which anomalies are found within some ten milliseconds. */
const mostJudgedInPassing = 100_000;

/** An open memory series. */
export class MemorySession {
  readonly #line: number;
  #facts: MemoryFacts | null = null;
  #series: MemorySeries;
  #log: MemoryLog | null = null;
  #drawn: DrawnSeriesSet;
  #marked = new MarkedTime();
  #reported: { readonly key: string; readonly series: MemorySeries; readonly report: MemoryReport } | null =
    null;
  #anomalies: { readonly series: MemorySeries; readonly found: readonly Anomaly[] } | null = null;

  constructor({ series, line }: OpenedMemory) {
    this.#line = line;
    this.#series = series;
    this.#drawn = new DrawnSeriesSet(series);
  }

  get facts(): MemoryFacts {
    this.#facts ??= computeMemoryFacts(this.series, this.#line, this.#drawn);
    return this.#facts;
  }

  get series(): MemorySeries {
    if (this.#log && this.#series !== this.#log.series) {
      this.#series = this.#log.series;
      this.#drawn.extend(this.#series);
    }
    return this.#series;
  }

  /** What the same process did since. Costs by what is new, where that follows what there is. */
  extend(more: readonly MemorySeries[], { mostSamples }: { readonly mostSamples?: number } = {}): void {
    this.#log ??= new MemoryLog(this.#series);
    let isAsBefore = true;
    for (const series of more) isAsBefore = this.#log.add(series) && isAsBefore;
    if (mostSamples !== undefined) isAsBefore = !this.#log.keepLatest(mostSamples) && isAsBefore;
    if (!isAsBefore) {
      this.#series = this.#log.series;
      this.#drawn = new DrawnSeriesSet(this.#series);
      this.#marked = new MarkedTime();
    }
    this.#facts = null;
  }

  ask<Name extends QueryName>(query: Name, params: Params<Name>): Result<Name> {
    const answer = (this.#answers as Partial<Answers<QueryName>>)[query];
    if (!answer) throw noMemoryQuery();
    return (answer as Answers<Name>[Name])(params);
  }

  readonly #answers: Partial<Answers<keyof MemoryQueries>> = {
    memorySeries: () => this.series,
    timeline: (query) => this.#timeline(query),
    timelineMoment: ({ timeMs }) => momentOf(this.series, this.#drawn, timeMs),
    timelineRange: (span) => this.#range(span),
    memoryReport: (options) => this.#reportBy(options),
    whatIf: (query) => simulateWhatIf(this.series, query),
    memoryExport: (query) => {
      const { series, facts } = this;
      const memory = {
        series,
        facts,
        report: (options: MemoryReportOptions) => this.#reportBy(options),
        range: (span: TimeSpan) => this.#range(span),
        timeline: (asked: TimelineQuery) => this.#timeline(asked),
      };
      return exportMemory(memory, query);
    },
  };

  #timeline(query: TimelineQuery): TimelineView {
    return viewTimeline(this.series, this.#drawn, this.#marked, query, this.#shownAnomalies());
  }

  #range(span: TimeSpan): RangeSummary {
    return summarizeRange(this.series, this.#drawn, span);
  }

  /** A report costs by the length of the series: who asks for the same one again gets it again. */
  #reportBy(options: MemoryReportOptions): MemoryReport {
    const key = JSON.stringify(options, (_, value) =>
      value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
    );
    if (this.#reported?.key !== key || this.#reported.series !== this.series) {
      this.#anomalies = { series: this.series, found: this.#anomaliesNow() };
      const report = reportMemory(this.series, options, this.#drawn, this.#anomalies.found);
      this.#reported = { key, series: this.series, report };
    }
    return this.#reported.report;
  }

  #anomaliesNow(): readonly Anomaly[] {
    return this.#anomalies?.series === this.series
      ? this.#anomalies.found
      : findAnomalies(this.series, this.#drawn);
  }

  /** Those of the latest report. Before any, they are looked for only where that does not keep the picture waiting. */
  #shownAnomalies(): readonly Anomaly[] {
    const { series } = this;
    if (!this.#anomalies && series.samples.length + series.cycles.length <= mostJudgedInPassing) {
      this.#anomalies = { series, found: findAnomalies(series, this.#drawn) };
    }
    return this.#anomalies?.found ?? [];
  }
}

/** Whoever asks a series for what a profile has. */
export function noMemoryQuery(): MessageError {
  return new MessageError(message('engine.noProfile', 'This is memory over time, not a profile.'));
}
