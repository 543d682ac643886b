import { MarkedTime } from '../analysis/memory/cyclesView';
import { DrawnSeriesSet } from '../analysis/memory/drawnSeries';
import { computeMemoryFacts } from '../analysis/memory/memoryFacts';
import { MemoryLog } from '../analysis/memory/memoryLog';
import { summarizeRange } from '../analysis/memory/rangeSummary';
import { momentOf } from '../analysis/memory/timelineMoment';
import { viewTimeline } from '../analysis/memory/timelineView';
import { simulateWhatIf } from '../analysis/memory/whatIf';
import { MessageError, message } from '../base/message';
import type { MemorySeries } from '../model/memorySeries';
import type { MemoryQueries, Params, QueryName, Result } from '../model/queries';
import type { MemoryFacts } from '../model/timeline';
import { exportMemory } from './exportMemory';
import { reportMemory } from './memoryReport';
import type { OpenedMemory } from './openEvidence';
import type { Answers } from './profileSession';

/** An open memory series. */
export class MemorySession {
  readonly #line: number;
  #facts: MemoryFacts | null = null;
  #series: MemorySeries;
  #log: MemoryLog | null = null;
  #drawn: DrawnSeriesSet;
  #marked = new MarkedTime();

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
    timeline: (query) => viewTimeline(this.series, this.#drawn, this.#marked, query, []),
    timelineMoment: ({ timeMs }) => momentOf(this.series, this.#drawn, timeMs),
    memoryExport: (query) => exportMemory(this.series, query),
    timelineRange: (span) => summarizeRange(this.series, this.#drawn, span),
    memoryReport: (options) => reportMemory(this.series, options),
    whatIf: (query) => simulateWhatIf(this.series, query),
  };
}

/** Whoever asks a series for what a profile has. */
export function noMemoryQuery(): MessageError {
  return new MessageError(message('engine.noProfile', 'This is memory over time, not a profile.'));
}
