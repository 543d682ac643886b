import type { Engine } from '../engine/engine';
import type { Options } from './options';

/** One subcommand. A new one is a file beside this and a row in `commands.ts`. */
export interface Command {
  readonly name: string;
  /** What stands behind `heaplens NAME` in the usage: `FILE… [options]`. */
  readonly args: string;
  readonly summary: string;
  /** Options of its own, beside those that all commands share: name and how the usage explains it. */
  readonly ownOptions?: readonly OwnOption[];
  /** Throws a UsageError for wrong arguments, and what the engine throws for files. */
  run(options: Options, engine: Engine): Promise<CommandResult>;
}

export interface OwnOption {
  readonly name: string;
  /** Name of its value in the usage; absent: a flag. */
  readonly value?: string;
  readonly about: string;
  /** May be given several times: its value is a list. */
  readonly repeated?: boolean;
}

export interface CommandResult {
  readonly text: string;
  /** Lines for stderr. */
  readonly notes?: readonly string[];
  /** 0 unless the answer itself is a failure, as with `--fail-above`. */
  readonly exitCode?: number;
}

/** Wrong usage: exit code 1, and the usage is shown unless the message says enough. */
export class UsageError extends Error {
  readonly showsUsage: boolean;

  constructor(text: string, { showsUsage = true } = {}) {
    super(text);
    this.showsUsage = showsUsage;
  }
}
