import type { InlinedLine, ListedFunction } from '../../src/model/sourceListing';
import type { SourceText } from '../../src/protocol/profileEditor';

/** A line of the listing. Costs are 0 where the profile has none. */
export interface ListingLine {
  /** As recorded. */
  readonly line: number;
  /** null where the code is not at hand. */
  readonly code: string | null;
  readonly flat: number;
  readonly cum: number;
  readonly relativeError: number | null;
  readonly inlined: readonly InlinedLine[];
}

/**
 * Costs beside their code: every line of the text, and lines with a cost that it does not reach. Without a text the lines
 * with a cost alone.
 */
export function layoutListing(fn: ListedFunction, text: SourceText | null): ListingLine[] {
  const costs = new Map(fn.lines.map((line) => [line.line, line]));
  const code = new Map<number, string>();
  if (text?.state === 'found') {
    for (const [i, line] of text.lines.entries()) code.set(text.firstLine + i, line);
  }
  const numbers = [...new Set([...code.keys(), ...costs.keys()])].sort((a, b) => a - b);
  return numbers.map((line) => {
    const cost = costs.get(line);
    return {
      line,
      code: code.get(line) ?? null,
      flat: cost?.flat ?? 0,
      cum: cost?.cum ?? 0,
      relativeError: cost?.relativeError ?? null,
      inlined: cost?.inlined ?? [],
    };
  });
}

/** 0 none, 1 mild, 2 medium, 3 hot: by the share of the heaviest line of the function. */
export function heatOf(cum: number, heaviest: number): 0 | 1 | 2 | 3 {
  const share = heaviest === 0 ? 0 : Math.abs(cum) / heaviest;
  if (share >= 0.5) return 3;
  if (share >= 0.1) return 2;
  return share > 0 ? 1 : 0;
}

/** The lines to ask for: all with a cost, and the one that the function starts on. */
export function spanOf({ lines, startLine }: ListedFunction): {
  readonly first: number;
  readonly last: number;
} {
  const numbers = lines.map(({ line }) => line).filter((line) => line > 0);
  if (startLine > 0) numbers.push(startLine);
  if (numbers.length === 0) return { first: 1, last: 1 };
  return { first: Math.min(...numbers), last: Math.max(...numbers) };
}

/** Tabs as wide as in Go's own tools, without what all lines begin with. */
export function displayCode(lines: readonly ListingLine[]): readonly string[] {
  const expanded = lines.map(({ code }) => expandTabs(code ?? ''));
  const indents = expanded.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return expanded.map((line) => line.slice(common).trimEnd());
}

function expandTabs(line: string): string {
  return line.replace(/^\s+/, (space) => space.replace(/\t/g, '    '));
}
