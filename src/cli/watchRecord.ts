import type { Engine, EvidenceHandle, MemoryEvidence } from '../engine/engine';
import { plainMemoryReport } from '../model/memoryReport';
import { adviceLines, findingLines, healthLines, unjudgedLines } from './memoryText';
import { joinSections } from './reportText';

/** Beyond that, only the latest are judged. */
const mostSamples = 100_000;
/** Lines are handed over together: every handover joins the series anew. */
const batchLines = 64;

/** A watch so far, open in the engine, so that it can be judged at its end. */
export class WatchRecord {
  readonly #engine: Engine;
  #handle: EvidenceHandle | null = null;
  #lines: string[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** A line of a history, the header first. */
  async add(line: string): Promise<void> {
    this.#lines.push(line);
    if (this.#lines.length >= batchLines) await this.#handOver();
  }

  /** What the rules say of all of it; '' where nothing was sampled. */
  async summary(): Promise<string> {
    await this.#handOver();
    if (this.#handle === null) return '';
    const report = await this.#engine.ask(this.#handle, 'memoryReport', plainMemoryReport);
    return `\n${joinSections(
      [...findingLines(report.findings, 'unix'), ...unjudgedLines(report)],
      healthLines(report.health),
      adviceLines(report),
    )}`;
  }

  async #handOver(): Promise<void> {
    if (this.#lines.length === 0) return;
    const bytes = new TextEncoder().encode(this.#lines.join(''));
    this.#lines = [];
    if (this.#handle !== null) {
      await this.#engine.append(this.#handle, bytes, { mostSamples });
      return;
    }
    const evidence = await this.#engine.open(bytes, { name: 'watch.memwatch' });
    this.#handle = evidence.find((one): one is MemoryEvidence => one.kind === 'memory')?.handle ?? null;
  }
}
