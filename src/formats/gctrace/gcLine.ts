import type { MemoryField } from '../../model/memoryFields';
import { cycleColumns } from '../../model/memorySeries';
import { isDigit, startsWith, textOf, word } from '../text/textBytes';

type CycleColumn = (typeof cycleColumns)[number];

export type CycleValues = Record<CycleColumn, number>;

const MiB = 2 ** 20;
/** With GOGC=off there is no goal: Go prints the largest number that there is, or nearly (since 1.19), in MiB. */
const noGoalMB = 2 ** 32;

/** More have no exact value, and no meaning. */
const mostDigits = 15;

/** Numbers that may stand between `+` and `/`: five of Go 1.5's phases, and marking in three parts. */
const mostParts = 8;

const arrow = word('->');
/** JSON of Go and of Docker writes `>` so. */
const escapedArrow = word('-\\u003e');

/**
 * Reads one cycle of a GC trace, by position in the bytes: no string and no expression for the forms since Go 1.5.
 *
 *     gc 1 @0.011s 1%: s+m+t ms clock, s+A/B/I+t ms cpu, x->y->z MB, g MB goal, S MB stacks, L MB globals, P P (forced)
 *
 * Source: runtime/mgc.go, gcMarkTermination; before Go 1.5 runtime/mgc0.c, gc.
 */
export class GcLine {
  readonly values = Object.fromEntries(cycleColumns.map((name) => [name, Number.NaN])) as CycleValues;
  isForced = false;
  /** Which forms a process can have written: those of one version of Go. */
  form = 0;
  /** What Go up to 1.4 wrote beside the cycle; empty since. */
  fields: Partial<Record<MemoryField, number>> = {};
  /** Behind what was read. Where reading failed: what was expected there, in the letters of the form above. */
  at = 0;
  expected = '';
  readonly #parts = new Float64Array(mostParts);
  readonly #separators = new Uint8Array(mostParts);
  #bytes: Uint8Array = new Uint8Array(0);
  #value = 0;
  /** Digits behind the point of the latest number. */
  #decimals = 0;

  /** Reads `gc 12 @…` that begins at a position; false where the line is damaged. */
  read(bytes: Uint8Array, start: number): boolean {
    this.#begin(bytes, start + 3);
    if (bytes[this.at] === 0x23) this.at++;
    const { values } = this;
    if (!this.#whole('gc N')) return false;
    values.number = this.#value;
    if (!this.#word(' @') || !this.#decimal('@N.NNNs')) return false;
    values.timeMs = this.#value * (1000 / 10 ** this.#decimals);
    if (!this.#word('s ') || !this.#whole('N%')) return false;
    values.percentSinceStart = this.#value;
    return this.#word('%: ') && this.#phases() && this.#heap() && this.#processors();
  }

  #begin(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.at = at;
    this.isForced = false;
    this.expected = '';
    this.fields = {};
  }

  #phases(): boolean {
    const { values } = this;
    const parts = this.#parts;
    const phases = this.#sum('+');
    if (phases !== 3 && phases !== 5) return this.#fail('s+m+t ms clock');
    values.sweepTermMs = parts[0]!;
    values.markTermMs = parts[phases - 1]!;
    // Go 1.5 marked in steps: scanning, installing the write barrier, marking.
    values.markMs = phases === 3 ? parts[1]! : parts[1]! + parts[2]! + parts[3]!;
    if (!this.#word(' ms clock, ')) return false;
    const before = phases - 2;
    if (this.#sum('+/') !== phases + 2 || !this.#isMarkAt(before)) {
      return this.#fail('s+A/B/I+t ms cpu');
    }
    values.sweepTermCpuMs = parts[0]!;
    values.assistCpuMs = parts[before]!;
    // Go 1.5's scanning and installing were done in the background, too.
    values.backgroundCpuMs = parts[before + 1]! + (phases === 5 ? parts[1]! + parts[2]! : 0);
    values.idleCpuMs = parts[before + 2]!;
    values.markTermCpuMs = parts[phases + 1]!;
    this.form = phases;
    return this.#word(' ms cpu, ');
  }

  /** Whether the two separators behind this part are those of marking, and no others are. */
  #isMarkAt(part: number): boolean {
    const separators = this.#separators;
    for (let i = 0; i <= part + 2; i++) {
      const isSlash = separators[i] === 0x2f;
      if (isSlash !== (i === part || i === part + 1)) return false;
    }
    return true;
  }

  #heap(): boolean {
    const { values } = this;
    if (!this.#whole('x->y->z MB')) return false;
    values.heapStart = this.#value * MiB;
    if (!this.#arrow() || !this.#whole('x->y->z MB')) return false;
    values.heapEnd = this.#value * MiB;
    if (!this.#arrow() || !this.#whole('x->y->z MB')) return false;
    values.heapLive = this.#value * MiB;
    if (!this.#word(' MB, ') || !this.#whole('N MB goal')) return false;
    values.goal = this.#value < noGoalMB ? this.#value * MiB : Number.NaN;
    return this.#word(' MB goal, ');
  }

  #processors(): boolean {
    const { values } = this;
    values.stacks = Number.NaN;
    values.globals = Number.NaN;
    if (!this.#whole('N P')) return false;
    if (this.#has(' MB stacks, ')) {
      values.stacks = this.#value * MiB;
      if (!this.#whole('N MB globals')) return false;
      values.globals = this.#value * MiB;
      if (!this.#word(' MB globals, ') || !this.#whole('N P')) return false;
      this.form += 10;
    }
    values.procs = this.#value;
    if (!this.#word(' P')) return false;
    this.isForced = this.#has(' (forced)');
    return true;
  }

  /**
   * Reads `gc12(4): 1+2+3+4 us, 5 -> 6 MB, …` of Go up to 1.4, where the program stood still for the whole of it: the pause at the
   * start is stopping and sweeping, the one at the end marking and what follows. Go up to 1.2 has three phases in
   * milliseconds, and marks first.
   */
  readOld(bytes: Uint8Array, start: number): boolean {
    this.#begin(bytes, start + 2);
    const { values } = this;
    for (const name of cycleColumns) values[name] = Number.NaN;
    if (!this.#whole('gcN(N)')) return false;
    values.number = this.#value;
    if (!this.#word('(') || !this.#whole('gcN(N)')) return false;
    values.procs = this.#value;
    if (!this.#word('): ')) return false;
    const phases = this.#sum('+');
    if (phases !== 3 && phases !== 4) return this.#fail('N+N+N+N us');
    const unitMs = this.#has(' us') ? 0.001 : this.#has(' ms') ? 1 : 0;
    if (unitMs === 0) return this.#fail('us');
    const [first, second, third, fourth] = this.#parts;
    values.sweepTermMs = phases === 4 ? (first! + second!) * unitMs : 0;
    values.markTermMs = (phases === 4 ? third! + fourth! : first! + second! + third!) * unitMs;
    this.form = 100 + phases;
    this.#has(',');
    if (!this.#word(' ') || !this.#whole('x -> y MB')) return false;
    values.heapStart = this.#value * MiB;
    if (!this.#has(' -> ') && !this.#has(' -\\u003e ')) return this.#fail('->');
    if (!this.#whole('x -> y MB')) return false;
    values.heapEnd = this.#value * MiB;
    if (!this.#word(' MB')) return false;
    this.#oldObjects();
    return true;
  }

  /** `, 30 (100-70) objects, 12 goroutines`; without the comma, and `25 -> 30` objects, up to Go 1.2. */
  #oldObjects(): void {
    const text = textOf(this.#bytes, this.at, Math.min(this.#bytes.length, this.at + 120));
    const found = /^,? (?:\d+ -(?:>|\\u003e) )?(\d+) \((\d+)-(\d+)\) objects(?:,? (\d+) goroutines)?/.exec(
      text,
    );
    if (!found) return;
    const [, objects, mallocs, frees, goroutines] = found;
    this.fields = { HeapObjects: Number(objects), Mallocs: Number(mallocs), Frees: Number(frees) };
    if (goroutines !== undefined) this.fields.Goroutines = Number(goroutines);
    this.at += found[0].length;
  }

  /** Numbers with these separators between, into `#parts` and `#separators`; how many, 0 where one is damaged. */
  #sum(separators: '+' | '+/'): number {
    for (let count = 0; count < mostParts; ) {
      if (!this.#decimal('N.NNN')) return 0;
      this.#parts[count] = this.#value / 10 ** this.#decimals;
      const separator = this.#bytes[this.at];
      const goesOn = separator === 0x2b || (separator === 0x2f && separators === '+/');
      this.#separators[count++] = goesOn ? separator : 0;
      if (!goesOn) return count;
      this.at++;
    }
    return 0;
  }

  #whole(expected: string): boolean {
    const bytes = this.#bytes;
    const start = this.at;
    let value = 0;
    let at = start;
    for (; isDigit(bytes[at]); at++) value = value * 10 + (bytes[at]! - 0x30);
    this.at = at;
    this.#value = value;
    return (at > start && at - start <= mostDigits) || this.#fail(expected);
  }

  /** `0.083` is 83 with three decimals: divided once, it is the number that its digits mean. */
  #decimal(expected: string): boolean {
    this.#decimals = 0;
    if (!this.#whole(expected)) return false;
    if (this.#bytes[this.at] !== 0x2e) return true;
    const whole = this.#value;
    const start = ++this.at;
    if (!this.#whole(expected)) return false;
    this.#decimals = this.at - start;
    this.#value += whole * 10 ** this.#decimals;
    return true;
  }

  #arrow(): boolean {
    const bytes = this.#bytes;
    if (startsWith(bytes, this.at, bytes.length, arrow)) this.at += arrow.length;
    else if (startsWith(bytes, this.at, bytes.length, escapedArrow)) this.at += escapedArrow.length;
    else return this.#fail('->');
    return true;
  }

  #has(expected: string): boolean {
    for (let i = 0; i < expected.length; i++) {
      if (this.#bytes[this.at + i] !== expected.charCodeAt(i)) return false;
    }
    this.at += expected.length;
    return true;
  }

  #word(expected: string): boolean {
    return this.#has(expected) || this.#fail(expected.trim());
  }

  #fail(expected: string): false {
    if (this.expected === '') this.expected = expected;
    return false;
  }
}
