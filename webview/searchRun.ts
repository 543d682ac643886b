import type { WireTopTable } from '../src/protocol/profileEditor';
import { deliver, type ProfileData } from './data';
import { parseSearch } from './search';
import type { SearchStatus } from './searchBox';

/** Typing faster than this asks once. */
const typingPauseMs = 120;

export interface SearchInput {
  readonly data: ProfileData;
  readonly sampleIndex: number;
  readonly text: string;
  /** What shares are of. */
  readonly total: number;
}

/** The search that is under way or done, and the way through its matches. */
export class SearchRun {
  readonly #changed: () => void;
  #input: SearchInput | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #status: SearchStatus = { kind: 'none' };
  #frames: Uint32Array | null = null;
  #names: ReadonlySet<string> | null = null;
  #at = -1;

  /** `changed` is called when there is something new to show. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get status(): SearchStatus {
    return this.#status.kind === 'found' ? { ...this.#status, at: this.#at } : this.#status;
  }

  /** Functions that match; null without a search. */
  get frames(): Uint32Array | null {
    return this.#frames;
  }

  get names(): ReadonlySet<string> | null {
    return this.#names;
  }

  /** Searches where the text, the values or the profile are others than before. */
  update(input: SearchInput): void {
    const before = this.#input;
    if (
      before &&
      before.text === input.text &&
      before.data === input.data &&
      before.sampleIndex === input.sampleIndex &&
      before.total === input.total
    ) {
      return;
    }
    this.#input = input;
    clearTimeout(this.#timer);
    const typing = before !== null && before.text !== input.text && input.text !== '';
    if (typing) this.#timer = setTimeout(() => this.#run(input), typingPauseMs);
    else this.#run(input);
  }

  /** The row of `functions` to go to, heaviest cum first and round at the ends; -1 where nothing matches. */
  step(by: 1 | -1, functions: WireTopTable): number {
    const rows = matchingRows(functions, this.#frames);
    if (rows.length === 0) return -1;
    this.#at = this.#at < 0 ? (by > 0 ? 0 : rows.length - 1) : (this.#at + by + rows.length) % rows.length;
    return rows[this.#at]!;
  }

  #run(input: SearchInput): void {
    const search = parseSearch(input.text);
    if (!search) {
      this.#finish({ kind: 'none' }, null, null);
      return;
    }
    const { data, sampleIndex } = input;
    void deliver(
      data.search(sampleIndex, search),
      () => this.#input === input,
      ({ frames, total }) => {
        const share = input.total === 0 ? 0 : total / input.total;
        const functions = frames.length;
        this.#finish({ kind: 'found', share, functions, at: -1 }, frames, namesOf(data, frames));
      },
      (error) => this.#finish({ kind: 'broken', reason: error.message }, null, null),
    );
  }

  #finish(status: SearchStatus, frames: Uint32Array | null, names: ReadonlySet<string> | null): void {
    this.#status = status;
    this.#frames = frames;
    this.#names = names;
    this.#at = -1;
    this.#changed();
  }
}

function namesOf(data: ProfileData, frames: Uint32Array): ReadonlySet<string> {
  const names = new Set<string>();
  for (const frame of frames) {
    const found = data.functionOf(frame);
    if (found) names.add(found.name);
  }
  return names;
}

function matchingRows(functions: WireTopTable, frames: Uint32Array | null): readonly number[] {
  if (!frames) return [];
  const wanted = new Set(frames);
  const rows: number[] = [];
  for (let row = 0; row < functions.length; row++) if (wanted.has(functions.frame[row]!)) rows.push(row);
  return rows.sort((a, b) => functions.cum[b]! - functions.cum[a]! || a - b);
}
