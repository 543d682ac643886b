import type {
  DumpComparison,
  DumpFacts,
  GroupTable,
  ReportOptions,
  WaitTarget,
} from '../../model/goroutineReport';
import type { GoroutineDump } from '../../model/goroutines';

/** What rules judge by. Verdicts and findings of `groups` are not filled in yet. */
export interface RuleContext {
  readonly dump: GoroutineDump;
  readonly facts: DumpFacts;
  readonly groups: GroupTable;
  /** By goroutine of the dump: its position in `groups`. */
  readonly groupOf: Int32Array;
  /** null for a single dump. */
  readonly comparison: DumpComparison | null;
  readonly waits: readonly WaitTarget[];
  readonly options: ReportOptions;
}
