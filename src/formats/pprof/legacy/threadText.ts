import { brokenText } from './brokenText';
import { withoutDuplicateLeaf } from './duplicateLeaf';
import { HexReader } from './hexAddresses';
import type { LegacyForm } from './legacyForm';
import { announcesMemoryMap, parseMemoryMap, skipToMemoryMap } from './memoryMap';
import { LegacyProfileBuilder } from './profileBuilder';
import { TextLines } from './textLines';

const threadForm = '--- Thread 7eff063d9940 (name: main/25376) stack: ---';

/**
 * The threads of a C++ program (google/pprof profile/legacy_profile.go parseThread). "same as previous thread" counts for
 * the thread before; the list ends with "---- no stack trace for" or with the memory map.
 *
 *     --- threadz 1 ---
 *
 *     --- Thread 7eff063d9940 (name: main/25376) stack: ---
 *       PC: 0xbc8f1c 0xbcae55
 *           creator: 0xa45b96
 */
export const parseThreadText: LegacyForm = (bytes, context) => {
  const lines = new TextLines(bytes);
  while (lines.next() && lines.isBlankOrComment());
  if (/--- threadz \d+ ---/.test(lines.text(1024))) {
    while (lines.next() && !announcesMemoryMap(lines) && !lines.startsWith('-'));
  } else if (!isThread(lines)) return null;
  const builder = new LegacyProfileBuilder(1);
  const threads = new Threads(builder);
  while (!announcesMemoryMap(lines) && !lines.startsWith('---- no stack trace for')) {
    if (!isThread(lines) || !threads.read(lines)) throw brokenText(context.name, lines, threadForm);
  }
  threads.close();
  skipToMemoryMap(lines);
  const valueType = { type: 'thread', unit: 'count' };
  const header = { sampleTypes: [valueType], periodType: valueType, period: 1 };
  const value = builder.finish(header, parseMemoryMap(lines), context.name);
  return { value, problems: [], memStats: null };
};

/** A name may hold anything, and be long: only the ends of the line are looked at. */
function isThread(lines: TextLines): boolean {
  const text = lines.text();
  const begin = /--- Thread [\da-f]+ \(name: /i.exec(text);
  if (!begin) return false;
  const end = text.lastIndexOf(') stack: ---');
  return end >= 0 && /\/\d+$/.test(text.slice(begin.index + begin[0].length, end));
}

class Threads {
  readonly #builder: LegacyProfileBuilder;
  readonly #hex = new HexReader();
  #locations = new Uint32Array(64);
  #length = 0;
  /** Of the stack that is held back until it is known how many threads have it; 0 before the first. */
  #count = 0;
  #kept = new Uint32Array(0);

  constructor(builder: LegacyProfileBuilder) {
    this.#builder = builder;
  }

  /** Reads the lines below a thread's first one and stops at the next "---". False where an address is too long. */
  read(lines: TextLines): boolean {
    this.#length = 0;
    let isSame = false;
    while (lines.next()) {
      lines.trim();
      if (lines.startsWith('---')) break;
      if (lines.start === lines.end) continue;
      if (mentionsPrevious(lines)) isSame = true;
      else if (!this.#readAddresses(lines)) return false;
    }
    if (isSame || this.#length === 0) {
      if (this.#count > 0) this.#count++;
      return true;
    }
    this.close();
    this.#count = 1;
    this.#kept = this.#locations.slice(0, this.#length);
    return true;
  }

  close(): void {
    if (this.#count === 0) return;
    const stack = withoutDuplicateLeaf(this.#kept, this.#builder.addresses);
    this.#builder.addSample([this.#count], stack, 0, stack.length);
    this.#count = 0;
  }

  /** Every address of the line, whatever stands between. The leaf is where the thread is; the others are calls. */
  #readAddresses({ bytes, start, end }: TextLines): boolean {
    const hex = this.#hex;
    for (let at = start; at < end; ) {
      if (!hex.read(bytes, at, end)) {
        if (hex.pos > at) return false;
        at++;
        continue;
      }
      at = hex.pos;
      if (this.#length > 0) hex.decrement();
      if (this.#length === this.#locations.length) {
        const grown = new Uint32Array(this.#length * 2);
        grown.set(this.#locations);
        this.#locations = grown;
      }
      this.#locations[this.#length++] = this.#builder.addresses.add(hex.lo, hex.hi);
    }
    return true;
  }
}

function mentionsPrevious(lines: TextLines): boolean {
  return lines.text().includes('same as previous thread');
}
