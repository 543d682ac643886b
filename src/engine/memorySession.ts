import { MarkedTime } from '../analysis/memory/cyclesView';
import { DrawnSeriesSet } from '../analysis/memory/drawnSeries';
import { joinSeries, latestOf } from '../analysis/memory/joinSeries';
import { computeMemoryFacts } from '../analysis/memory/memoryFacts';
import { summarizeRange } from '../analysis/memory/rangeSummary';
import { momentOf } from '../analysis/memory/timelineMoment';
import { viewTimeline } from '../analysis/memory/timelineView';
import { MessageError, message } from '../base/message';
import type { MemorySeries } from '../model/memorySeries';
import type { MemoryQueries, Params, QueryName, Result } from '../model/queries';
import type { MemoryFacts } from '../model/timeline';
import type { OpenedMemory } from './openEvidence';
import type { Answers } from './profileSession';

/** An open memory series. */
export class MemorySession {
  readonly #line: number;
  #facts: MemoryFacts;
  #series: MemorySeries;
  #drawn: DrawnSeriesSet;
  #marked = new MarkedTime();

  constructor({ series, line }: OpenedMemory) {
    this.#line = line;
    this.#series = series;
    this.#drawn = new DrawnSeriesSet(series);
    this.#facts = computeMemoryFacts(series, line, this.#drawn);
  }

  get facts(): MemoryFacts {
    return this.#facts;
  }

  get series(): MemorySeries {
    return this.#series;
  }

  /** What the same process did since. */
  extend(more: readonly MemorySeries[], { mostSamples }: { readonly mostSamples?: number } = {}): void {
    const joined = joinSeries([this.#series, ...more]);
    this.#series = mostSamples === undefined ? joined : latestOf(joined, mostSamples);
    this.#drawn = new DrawnSeriesSet(this.#series);
    this.#marked = new MarkedTime();
    this.#facts = computeMemoryFacts(this.#series, this.#line, this.#drawn);
  }

  ask<Name extends QueryName>(query: Name, params: Params<Name>): Result<Name> {
    const answer = (this.#answers as Partial<Answers<QueryName>>)[query];
    if (!answer) throw noMemoryQuery();
    return (answer as Answers<Name>[Name])(params);
  }

  readonly #answers: Partial<Answers<keyof MemoryQueries>> = {
    memorySeries: () => this.series,
    timeline: (query) => viewTimeline(this.#series, this.#drawn, this.#marked, query, []),
    timelineMoment: ({ timeMs }) => momentOf(this.#series, this.#drawn, timeMs),
    timelineRange: (span) => summarizeRange(this.#series, this.#drawn, span),
  };
}

/** Whoever asks a series for what a profile has. */
export function noMemoryQuery(): MessageError {
  return new MessageError(message('engine.noProfile', 'This is memory over time, not a profile.'));
}
