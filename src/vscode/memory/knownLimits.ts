import type * as vscode from 'vscode';
import { type KnownLimits, nothingKnown } from '../../model/memoryReport';

const mementoKey = 'heaplens.knownLimits';

/** Files beyond this many are forgotten, the ones that were set longest ago first. */
const mostFiles = 200;

/** JSON has no word for infinity. */
type Kept = Readonly<Record<keyof KnownLimits, number | 'none' | null>>;

/** What people have said about the limits of the processes behind files; kept with the workspace. */
export class KnownLimitsStore {
  readonly #memento: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(memento: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  /** `uri` as `Uri.toString()` writes it. */
  of(uri: string): KnownLimits {
    const [, kept] = this.#list.find(([file]) => file === uri) ?? [];
    if (!kept) return nothingKnown;
    return {
      memoryLimit: read(kept.memoryLimit),
      containerLimit: read(kept.containerLimit),
      gogc: read(kept.gogc),
    };
  }

  async set(uri: string, { memoryLimit, containerLimit, gogc }: KnownLimits): Promise<void> {
    const others = this.#list.filter(([file]) => file !== uri);
    const isNothing = [memoryLimit, containerLimit, gogc].every((value) => value === null);
    const own: Kept = {
      memoryLimit: write(memoryLimit),
      containerLimit: write(containerLimit),
      gogc: write(gogc),
    };
    const next = isNothing ? others : [...others, [uri, own] as const];
    await this.#memento.update(mementoKey, next.slice(-mostFiles));
  }

  /** What an older or newer version kept otherwise is passed over. */
  get #list(): readonly (readonly [uri: string, kept: Kept])[] {
    const kept = this.#memento.get<unknown>(mementoKey);
    return Array.isArray(kept) ? kept.filter(isEntry) : [];
  }
}

function write(value: number | null): number | 'none' | null {
  return value === Number.POSITIVE_INFINITY ? 'none' : value;
}

function read(kept: unknown): number | null {
  if (kept === 'none') return Number.POSITIVE_INFINITY;
  return typeof kept === 'number' ? kept : null;
}

function isEntry(value: unknown): value is [string, Kept] {
  return (
    Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'object' && value[1] !== null
  );
}
