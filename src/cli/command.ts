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
  /** Options of all commands that mean something to it, which its help tells of; absent: all. */
  readonly sharedOptions?: readonly string[];
  /** Throws a UsageError for wrong arguments, and what the engine throws for files. Only what goes on for a time needs `live`. */
  run(options: Options, engine: Engine, live: LiveOutput): Promise<CommandResult>;
}

/** How a command that goes on for a time speaks before its end. */
export interface LiveOutput {
  /** Prints at once, and waits until the reader has taken it. */
  write(text: string): Promise<void>;
  /** A line for stderr. */
  note(line: string): void;
  /** Aborts with the first Ctrl+C or SIGTERM from here on, which then is a request and no end; a second one ends the process. */
  interrupted(): AbortSignal;
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
