/*
 * What the source says about lines that a dump names. Rules ask for it like for any evidence; where the source is not at hand
 * there are no facts, and rules judge by the dump alone.
 */

/** A line of a function that rules would like to know more about. */
export interface SourceQuestion {
  readonly role: 'blocked' | 'created';
  readonly func: string;
  /** As printed in the dump. */
  readonly file: string;
  readonly line: number;
}

export const sourceFactKinds = [
  /** The `go` statement at the line stands in a loop. */
  'goInLoop',
  /** A `time.After` or `time.Tick` in a loop around the line. */
  'timeAfterInLoop',
  /** A ticker is made in the function, and no Stop of it is called there. */
  'tickerNotStopped',
  /** The line receives from a ticker's channel (`t.C`) or from time.Tick or time.After. */
  'receivesTick',
  /** The line ranges over a channel or receives in a loop. */
  'receivesInLoop',
  /** The line receives from `ctx.Done()`, or a select around it has such a case. */
  'receivesDone',
  /** A select around the line has a case beside the one of a context or of a `done` channel, or a default. */
  'selectHasOtherCases',
  /** The cancel function of a context is dropped: assigned to `_`, or never used in the function. */
  'cancelDropped',
  /** A context that is never cancelled, one of the roots that package context makes, is passed on in the function. */
  'backgroundContext',
  /** A channel that is made in the function without a buffer, and sent to at the line. */
  'sendsUnbuffered',
  /** The function that made the channel can return before it receives: a select with a timeout or a return beside it. */
  'receiverMayLeave',
  /** A response of net/http is not closed in the function. */
  'bodyNotClosed',
  /** `for {}` or a loop without calls, channel operations or a return around the line. */
  'busyLoop',
  /** WaitGroup.Add without a deferred Done in what it waits for. */
  'doneNotDeferred',
  /** A lock is taken in the function, and an exit of it does not unlock. */
  'unlockMissing',
  /** No Signal and no Broadcast of the Cond in its file. */
  'condNeverSignalled',
  /** The channel at the line is declared without a value in the function, and nothing is ever assigned to it. */
  'nilChannel',
  /** The line is `select {}`. */
  'emptySelect',
  /** The channel at the line is made where the goroutine is started, and nobody but the goroutine is given it. */
  'channelNotShared',
  /** Others of the file send to the channel that the line receives from, or close it: by its name, which may be somebody else's. */
  'channelServed',
  /** A time.Sleep at the line, in a loop without a way out. */
  'sleepsForever',
  /** The line reads from a connection that the function accepts or dials, and sets no deadline for. */
  'noReadDeadline',
  /** No Done of the WaitGroup at the line in its function, and nobody else is given it. */
  'doneMissing',
  /** The one `go` statement of the file that starts the function of the line. */
  'startedAt',
] as const;

export type SourceFactKind = (typeof sourceFactKinds)[number];

export interface SourceFact {
  readonly kind: SourceFactKind;
  /** The question that it answers: file and line as asked. */
  readonly file: string;
  readonly line: number;
  /** 1-based line of the same file that shows it. */
  readonly at: number;
  /** The code of that line, trimmed, at most 120 characters. */
  readonly code: string;
}
