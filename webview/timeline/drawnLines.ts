import { isLimit } from '../../src/model/memoryFields';
import type { TimelineSeries } from '../../src/model/timeline';
import type { MemoryState } from '../../src/protocol/timelineEditor';
import { shownAtFirst } from './graph/lanes';
import type { KnownLine } from './graph/scene';
import { limitsInForce } from './limits';

const limits = ['memoryLimit', 'containerLimit'] as const;

/** Which lines are drawn. Lists stay the same objects while they say the same. */
export class DrawnLines {
  #key = '';
  #shown: readonly TimelineSeries[] = [];
  #told: readonly KnownLine[] = [];

  /** Names the lines. */
  get key(): string {
    return this.#key;
  }

  get latest(): readonly TimelineSeries[] {
    return this.#shown;
  }

  /** As chosen, where this series has it; null: nobody has chosen. Limits that people told are drawn always. */
  shown({ facts, known }: MemoryState, chosen: readonly TimelineSeries[] | null): readonly TimelineSeries[] {
    const names = facts.series.map(({ name }) => name);
    const told = limits.filter((name) => !names.includes(name) && isLimit(known[name]));
    const next = [...(chosen ? names.filter((name) => chosen.includes(name)) : shownAtFirst(facts)), ...told];
    const key = next.join();
    if (key !== this.#key) {
      this.#key = key;
      this.#shown = next;
    }
    return this.#shown;
  }

  /** Limits that no sample has: they hold over all of the time. */
  told({ facts, known }: MemoryState): readonly KnownLine[] {
    const names = facts.series.map(({ name }) => name);
    const inForce = limitsInForce(facts, known);
    const next = limits.flatMap((series) => {
      const value = inForce[series];
      return !names.includes(series) && isLimit(value) ? [{ series, value }] : [];
    });
    if (JSON.stringify(next) !== JSON.stringify(this.#told)) this.#told = next;
    return this.#told;
  }
}

/** What is chosen once this line was switched on or off. */
export function toggledLines(
  { facts }: MemoryState,
  shown: readonly TimelineSeries[],
  series: TimelineSeries,
): readonly TimelineSeries[] {
  const names = facts.series.map(({ name }) => name);
  return names.filter((name) => (name === series ? !shown.includes(name) : shown.includes(name)));
}
