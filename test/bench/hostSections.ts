import type { Profiler } from 'node:inspector';

/** A time in which one script was on the stack without a break. */
export interface Section {
  readonly ms: number;
  /** Where the time went, most first: `our innermost function > function that ran ms`. */
  readonly heaviest: readonly string[];
}

/**
 * The longest sections of a sampled CPU profile in which a script that `isOurs` was on the stack. Garbage collected meanwhile
 * belongs to the section; samples without JavaScript end it.
 */
export function longestSections(
  profile: Profiler.Profile,
  isOurs: (url: string) => boolean,
  count: number,
): Section[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parentOf = new Map(
    profile.nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id])),
  );
  const innermost = new Map<number, string | null>();
  /** Our innermost function on the stack; null where there is none. */
  const ownName = (id: number): string | null => {
    const known = innermost.get(id);
    if (known !== undefined) return known;
    const { url, functionName } = nodes.get(id)!.callFrame;
    const parent = parentOf.get(id);
    const name = isOurs(url) ? functionName || '(anonymous)' : parent === undefined ? null : ownName(parent);
    innermost.set(id, name);
    return name;
  };
  const sections: { ms: number; self: Map<string, number> }[] = [];
  let current: (typeof sections)[number] | null = null;
  let lastOwn: string | null = null;
  profile.samples!.forEach((id, i) => {
    const { functionName, lineNumber, url } = nodes.get(id)!.callFrame;
    const isGarbage = functionName === '(garbage collector)';
    const own = isGarbage && current ? lastOwn : ownName(id);
    lastOwn = own;
    if (own === null) {
      current = null;
      return;
    }
    if (!current) {
      current = { ms: 0, self: new Map() };
      sections.push(current);
    }
    // A delta is the time since the sample before.
    const ms = (profile.timeDeltas![i + 1] ?? 0) / 1000;
    const running = isOurs(url) ? `:${lineNumber + 1}` : ` > ${functionName || '(anonymous)'}`;
    const name = own + running;
    current.ms += ms;
    current.self.set(name, (current.self.get(name) ?? 0) + ms);
  });
  return sections
    .sort((a, b) => b.ms - a.ms)
    .slice(0, count)
    .map(({ ms, self }) => ({
      ms,
      heaviest: [...self]
        .sort(([, a], [, b]) => b - a)
        .slice(0, 4)
        .map(([name, time]) => `${name} ${time.toFixed(0)}`),
    }));
}
