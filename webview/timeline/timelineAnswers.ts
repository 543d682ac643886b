import type { TimeSpan } from '../../src/model/finding';
import type { MemoryReport } from '../../src/model/memoryReport';
import type { RangeSummary, TimelineMoment, TimelineQuery, TimelineView } from '../../src/model/timeline';
import type { Host } from '../host';
import { LatestAnswer } from './ask';

/** What the page asks beside the points of its picture. */
export interface TimelineAnswers {
  readonly report: LatestAnswer<TimeSpan | null, MemoryReport>;
  readonly summary: LatestAnswer<TimeSpan, RangeSummary>;
  readonly moment: LatestAnswer<number, TimelineMoment>;
  /** What the table shows: more than the picture has points for. */
  readonly rows: LatestAnswer<TimelineQuery, TimelineView>;
}

export interface AnswerCallbacks {
  onReport(): void;
  onSummary(): void;
  onMoment(): void;
  onRows(): void;
  onFailure(error: Error): void;
  /** Shows that something is under way. */
  tracked<T>(answer: Promise<T>): Promise<T>;
}

/** Pauses spare what a pointer or a key only passes by. */
export function createAnswers(host: Host, callbacks: AnswerCallbacks): TimelineAnswers {
  const onFailure = (error: Error) => callbacks.onFailure(error);
  return {
    report: new LatestAnswer({
      ask: (range) => callbacks.tracked(host.request('memoryReport', { range })),
      onAnswer: () => callbacks.onReport(),
      // It is said where the report would stand.
      onFailure: () => callbacks.onReport(),
      pauseMs: 0,
    }),
    summary: new LatestAnswer({
      ask: (span) => host.request('timelineRange', span),
      onAnswer: () => callbacks.onSummary(),
      onFailure,
      pauseMs: 60,
    }),
    moment: new LatestAnswer({
      ask: (timeMs) => host.request('timelineMoment', { timeMs }),
      onAnswer: () => callbacks.onMoment(),
      onFailure,
      pauseMs: 45,
    }),
    rows: new LatestAnswer({
      ask: (query) => callbacks.tracked(host.request('timeline', query)),
      onAnswer: () => callbacks.onRows(),
      onFailure,
      pauseMs: 0,
    }),
  };
}
