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
