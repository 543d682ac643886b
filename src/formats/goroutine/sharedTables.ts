import type { Ancestor } from '../../model/goroutines';
import { FrameTable, StackTable, TextTable } from './dumpTables';
import { GoroutineColumns } from './goroutineColumns';
import { LabelSets } from './labels';

/** What all dumps of a text share: names, frames, stacks, and the goroutines as rows. */
export class SharedTables {
  readonly bytes: Uint8Array;
  readonly texts: TextTable;
  readonly frames = new FrameTable();
  readonly stacks = new StackTable();
  readonly columns: GoroutineColumns;
  readonly labels = new LabelSets();
  readonly ancestries: Ancestor[][] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.texts = new TextTable(bytes);
    this.columns = new GoroutineColumns(
      Math.min(Math.max(64, Math.ceil(bytes.length / usualBytes)), maxFirstRows),
    );
  }
}

/** Of a goroutine's text: tables that have room at once need not grow. */
const usualBytes = 256;
const maxFirstRows = 1 << 18;
