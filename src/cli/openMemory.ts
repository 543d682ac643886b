import { type Message, MessageError, message } from '../base/message';
import type { Engine, Evidence, MemoryEvidence } from '../engine/engine';
import type { MemoryFacts } from '../model/timeline';
import { UsageError } from './command';
import { processText } from './memoryText';
import { readInput } from './readInput';

/**
 * Series of a file that hold what is asked for: of each process that it speaks of. A text without any, such as a log of a program
 * that was not told to write it, ends as `missing`, which says how it comes about.
 */
export async function openMemory(
  engine: Engine,
  file: string,
  holds: (facts: MemoryFacts) => boolean,
  missing: Message,
): Promise<readonly MemoryEvidence[]> {
  const { bytes, name } = await readInput(file);
  const evidence = await engine.open(bytes, { name }).catch((error: unknown) => {
    const isText = error instanceof MessageError && error.detail.id === 'sniff.text';
    throw isText ? new MessageError(missing, { cause: error }) : error;
  });
  const found = memoryOf(evidence).filter(({ facts }) => holds(facts));
  if (found.length === 0) throw new MessageError(missing);
  return found;
}

export function memoryOf(evidence: readonly Evidence[]): MemoryEvidence[] {
  return evidence.filter((one): one is MemoryEvidence => one.kind === 'memory');
}

/** A process of those that a file speaks of, and a word about the others. */
export interface Chosen {
  readonly evidence: MemoryEvidence;
  /** 1-based. */
  readonly number: number;
  readonly of: number;
  readonly notes: readonly string[];
}

const mostOthers = 5;

/** `2 from line 31 (web, 12), 5 from line 2 (api, 7)`: those that tell most, with how much that is. */
function othersText(
  all: readonly MemoryEvidence[],
  chosen: MemoryEvidence,
  size: (one: MemoryEvidence) => number,
): string {
  const others = all
    .map((one, at) => ({ one, number: at + 1 }))
    .filter(({ one }) => one !== chosen)
    .sort((a, b) => size(b.one) - size(a.one));
  const texts = others.slice(0, mostOthers).map(({ one, number }) => {
    const what = [processText(one.facts.process), size(one).toLocaleString('en-US')];
    return `${number} from line ${one.facts.line} (${what.filter((part) => part !== '').join(', ')})`;
  });
  return `${texts.join(', ')}${others.length > mostOthers ? ', …' : ''}`;
}

/** The process that `--process` names, else the one with the most of what counts. */
export function chooseProcess(
  all: readonly MemoryEvidence[],
  wanted: unknown,
  file: string,
  size: (one: MemoryEvidence) => number,
): Chosen {
  if (wanted !== undefined) {
    const number = Number(wanted);
    if (!Number.isInteger(number) || number < 1 || number > all.length) {
      throw new UsageError(
        `--process takes a number from 1 to ${all.length}, the processes that ${file} speaks of, got "${wanted}"`,
        { showsUsage: false },
      );
    }
    return { evidence: all[number - 1]!, number, of: all.length, notes: [] };
  }
  const evidence = [...all].sort((a, b) => size(b) - size(a))[0];
  if (!evidence)
    throw new MessageError(message('cli.noMemory', '{file} tells nothing of memory over time.', { file }));
  const number = all.indexOf(evidence) + 1;
  const name = processText(evidence.facts.process);
  const note = `${file} speaks of ${all.length} processes; this is number ${number}${name === '' ? '' : ` (${name})`}, from line ${evidence.facts.line}. --process N shows another: ${othersText(all, evidence, size)}.`;
  return { evidence, number, of: all.length, notes: all.length > 1 ? [note] : [] };
}
