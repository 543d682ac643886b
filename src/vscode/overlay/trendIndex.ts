import type { LeakTrend, TrendSite } from '../../model/leakTrend';
import { type CostIndex, fileOfRow } from './costIndex';

/** Sites of a trend that a person should hear of where the source is. */
export type ToldSite = TrendSite & { readonly told: 'growing' | 'churn' };

/** Share of all that was allocated from which a site that keeps little of it is worth a word. */
const churnShare = 0.05;

/** A trend's growing and churning sites by the rows of the latest capture's line costs. */
export class TrendIndex {
  readonly trend: LeakTrend;
  /** Row of the line columns → site. */
  readonly #lines = new Map<number, ToldSite>();
  /** Row of the function columns → its sites. */
  readonly #functions = new Map<number, ToldSite[]>();
  readonly #index: CostIndex;

  constructor(trend: LeakTrend, index: CostIndex) {
    this.trend = trend;
    this.#index = index;
    const allocated = trend.sites.reduce((sum, site) => sum + Math.max(0, site.allocatedBytes ?? 0), 0);
    for (const site of trend.sites) {
      const told = toldAs(site, allocated);
      const row = told ? this.#rowOf(site) : -1;
      if (!told || row < 0) continue;
      const { lineFunction } = index.costs;
      const toldSite: ToldSite = { ...site, told };
      this.#lines.set(row, toldSite);
      const owner = lineFunction[row]!;
      this.#functions.set(owner, [...(this.#functions.get(owner) ?? []), toldSite]);
    }
  }

  siteOfLine(row: number): ToldSite | null {
    return this.#lines.get(row) ?? null;
  }

  /** Growing ones first. */
  sitesOfFunction(row: number): readonly ToldSite[] {
    return this.#functions.get(row) ?? [];
  }

  /** Rows of the line columns with their sites, growing ones first, worst first. */
  get lines(): readonly { readonly file: number; readonly row: number; readonly site: ToldSite }[] {
    return [...this.#lines].map(([row, site]) => ({
      file: fileOfRow(this.#index.costs.lineStart, row),
      row,
      site,
    }));
  }

  #rowOf(site: TrendSite): number {
    const { costs } = this.#index;
    const file = this.#index.fileAt(site.file);
    if (file < 0) return -1;
    for (let row = costs.lineStart[file]!; row < costs.lineStart[file + 1]!; row++) {
      if (costs.line[row] === site.line) return row;
    }
    return -1;
  }
}

function toldAs(site: TrendSite, allocated: number): ToldSite['told'] | null {
  if (site.verdict === 'growing') return 'growing';
  const isMuch = allocated > 0 && (site.allocatedBytes ?? 0) >= churnShare * allocated;
  return site.behaviour === 'churn' && isMuch ? 'churn' : null;
}
