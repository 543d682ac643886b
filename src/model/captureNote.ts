/** What a captured goroutine dump says of itself: the first line of its file. */
export interface CaptureNote {
  /** When the dump was asked for; milliseconds since 1970. */
  readonly timeMs: number;
  /** Origin of the program's address, without credentials. */
  readonly from: string;
  /**
   * Goroutines by a debug=1 request just before: more than the dump holds where that gives up at 64 MiB. Otherwise only near its
   * number, because goroutines come and go. null where nobody counted.
   */
  readonly counted: number | null;
}

/** Every reader of dumps skips lines that it does not know, so the file stays a dump for other tools. */
export const captureNoteStart = '# heaplens capture: ';

/**
 * One line without its end:
 *
 *     # heaplens capture: time=2026-11-21T10:02:03.004Z from=http://localhost:6060 counted=150023
 *
 * The note stands in the file, and not beside it, so that it survives copying, renaming and mailing.
 */
export function formatCaptureNote({ timeMs, from, counted }: CaptureNote): string {
  const count = counted === null ? '' : ` counted=${counted}`;
  return `${captureNoteStart}time=${new Date(timeMs).toISOString()} from=${from}${count}`;
}

/** null for any other line. */
export function parseCaptureNote(line: string): CaptureNote | null {
  if (!line.startsWith(captureNoteStart)) return null;
  const fields = new Map(
    line
      .slice(captureNoteStart.length)
      .trim()
      .split(' ')
      .map((field) => {
        const equals = field.indexOf('=');
        return [field.slice(0, equals), field.slice(equals + 1)] as const;
      }),
  );
  const timeMs = Date.parse(fields.get('time') ?? '');
  if (Number.isNaN(timeMs)) return null;
  const counted = fields.get('counted') ?? '';
  return {
    timeMs,
    from: fields.get('from') ?? '',
    counted: /^\d{1,15}$/.test(counted) ? Number(counted) : null,
  };
}
