import type { Severity, TimeSpan } from '../../../src/model/finding';
import type { SeriesMark } from '../../../src/model/memorySeries';
import type { MemoryFacts, TimelineSeries, TimelineView } from '../../../src/model/timeline';
import type { Lane } from './lanes';
import type { TimelineColours } from './lineStyles';
import type { Scale } from './scale';

/** A finding as the picture shows it. */
export interface SpanMark extends TimeSpan {
  readonly key: string;
  readonly severity: Severity;
  /** `H1 Live heap grows`. */
  readonly label: string;
  readonly row: number;
}

/** A limit that people told, drawn over all of the time. */
export interface KnownLine {
  readonly series: TimelineSeries;
  readonly value: number;
}

/** All that is drawn beside where the window stands. */
export interface TimelineScene {
  readonly facts: MemoryFacts;
  readonly shown: readonly TimelineSeries[];
  readonly lanes: readonly Lane[];
  readonly findings: readonly SpanMark[];
  /** Of the finding that is chosen; '' for none. */
  readonly chosenFinding: string;
  readonly marks: readonly SeriesMark[];
  readonly knownLines: readonly KnownLine[];
  readonly isShareWhole: boolean;
}

/** What a picture is made of. */
export interface PictureParts {
  readonly scene: TimelineScene;
  readonly view: TimelineView;
  readonly scales: LaneScales;
  readonly colours: TimelineColours;
  readonly highContrast: boolean;
  readonly background: string;
  readonly font: string;
}

export interface LaneScales {
  readonly memory: Scale;
  readonly pause: Scale;
  readonly share: Scale;
  readonly goroutines: Scale;
}
