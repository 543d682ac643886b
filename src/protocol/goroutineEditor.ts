import type { GoroutineReport } from '../model/goroutineReport';
import type { GoroutineQueries } from '../model/queries';

/*
 * What the page of a goroutine dump and its host half say to each other, beside what every evidence's page says
 * (protocol/profileEditor). The page asks for the report first; groups and goroutines of the other requests are positions in it.
 */

type PassedQueries = Pick<
  GoroutineQueries,
  'matchGroups' | 'goroutines' | 'goroutineText' | 'creatorTree' | 'waitTargets'
>;

export interface GoroutineRequests extends PassedQueries {
  /** The host knows the rest: thresholds, modules, source facts, the dumps to compare with. */
  report: { params: null; result: GoroutineReport };
  /** Shows another dump of the same file: a new state follows. */
  choosePiece: { params: { piece: number }; result: null };
  /** Opens the file as plain text, at this line of it (1-based). */
  openText: { params: { line: number }; result: null };
  /** Asks which other dump to compare with, and opens the comparison. */
  compareDump: { params: null; result: null };
  /** Opens the documentation of a rule. */
  openRule: { params: { ruleId: string }; result: null };
}

/** What the host tells. */
export interface GoroutineNotifications {
  /** Show the goroutines that this filter means, as people write it: a CodeLens, a hover or a problem asked for it. */
  showGoroutines: { filter: string };
}
