/** What Go's runtime writes about its memory while GODEBUG asks it to. Other writers may have begun the line. */
const traceLine =
  /\bgc #?\d{1,10} @\d{1,12}(?:\.\d{1,9})?s \d{1,3}%: |\bscvg\d{0,10}: |\bscav \d|\bpacer: (?:assist ratio|\d|H_m_prev)|\bSCHED \d{1,12}ms: /;

/** Lines of a program can be as long as it likes. */
const longestLine = 4096;

/** The value of GODEBUG that asks for a GC trace besides what it asks for already. */
export function withGcTrace(godebug: string | undefined): string {
  const others = (godebug ?? '').split(',').filter((part) => part !== '' && !part.startsWith('gctrace='));
  return [...others, 'gctrace=1'].join(',');
}

/** Without: for the go command, whose own collections are not meant. '' for nothing else. */
export function withoutGcTrace(godebug: string | undefined): string {
  return (godebug ?? '')
    .split(',')
    .filter((part) => part !== '' && !part.startsWith('gctrace='))
    .join(',');
}

/** Picks the lines of a trace from what a program writes, piece by piece. */
export class TraceLines {
  #open = '';

  /** The whole lines of a trace that this piece completes, each with its line feed. */
  take(text: string): string {
    const lines = (this.#open + text).split('\n');
    this.#open = lines.pop()!.slice(-longestLine);
    return lines.map(traceOf).join('');
  }

  /** What stands at the end without a line feed. */
  end(): string {
    const last = traceOf(this.#open);
    this.#open = '';
    return last;
  }
}

function traceOf(line: string): string {
  const found = traceLine.exec(line.slice(0, longestLine));
  return found ? `${line.slice(found.index).replace(/\r$/, '')}\n` : '';
}

/** How far what a line says of its time may be from when it came before it is another process, or one that slept. */
const mostDriftMs = 1500;

/**
 * Dates lines of a trace, which count from the start of their process, as a log would: so they stand on one timeline with
 * captures and files that have dates. All lines of a process agree on when it started.
 */
export class TraceDates {
  readonly #name: string;
  #startMs: number | null = null;
  #lastMs = 0;
  #processes = 0;

  /** `name` of the program, for whoever reads the log. */
  constructor(name: string) {
    this.#name = name.replace(/[^\w.-]+/g, '_');
  }

  /** Whether there is more than one process among the lines so far. */
  get hasSeveral(): boolean {
    return this.#processes > 1;
  }

  /** Whole lines, each with its line feed, that came now (milliseconds since 1970). */
  date(lines: string, nowMs: number): string {
    return lines
      .split('\n')
      .slice(0, -1)
      .map((line) => `${timeText(this.#endOf(line, nowMs))} ${this.#name}: ${line}\n`)
      .join('');
  }

  /** When the cycle of a line was over: that is when it is printed. */
  #endOf(line: string, nowMs: number): number {
    const [, seconds, phases] = /\bgc #?\d+ @(\d+(?:\.\d+)?)s \d+%: ([\d.+]+) ms clock/.exec(line) ?? [];
    if (seconds === undefined || phases === undefined) return nowMs;
    const lasted = phases.split('+').reduce((sum, phase) => sum + Number(phase), 0);
    const sinceStart = Number(seconds) * 1000 + lasted;
    const isOther =
      this.#startMs === null ||
      sinceStart < this.#lastMs ||
      Math.abs(this.#startMs + sinceStart - nowMs) > mostDriftMs;
    if (isOther) {
      this.#startMs = Math.round(nowMs - sinceStart);
      this.#processes++;
    }
    this.#lastMs = sinceStart;
    return this.#startMs! + sinceStart;
  }
}

/** In microseconds: what is added up again must give the same start. */
function timeText(timeMs: number): string {
  const wholeMs = Math.floor(timeMs);
  const micros = Math.floor((timeMs - wholeMs) * 1000);
  return new Date(wholeMs).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
}
