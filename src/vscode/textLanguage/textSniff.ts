/** Where a text shows that it holds something: at its start it is that, later it is a log that has some of it. */
export type TextPlace = 'start' | 'later' | 'none';

/** What is known by sight. */
export interface TextContent {
  readonly dump: TextPlace;
  readonly gcTrace: TextPlace;
  /** Saved from an endpoint: a heap profile as text, or metrics of a Go program. */
  readonly isReply: boolean;
}

/** A text as far as it is looked at. */
export interface TextLines {
  readonly lineCount: number;
  /** From 0, without its end. */
  line(at: number): string;
}

/** What someone saved or pasted begins within these lines, after what a shell or a program printed. */
const startLines = 100;

/** Of a long log its beginning and its end are looked at: a crash is the last thing that a program writes. */
const headLines = 2000;
const tailLines = 1000;

/** Lines of logs can be as long as files. */
const mostCharacters = 1000;

/** Cheap enough for every text that is opened: at most 3,000 lines, and next to nothing for lines without the words. */
export function lookAtText(text: TextLines): TextContent {
  const { lineCount } = text;
  const head = Math.min(lineCount, headLines);
  const tail = Math.max(head, lineCount - tailLines);
  let dump: TextPlace = 'none';
  let traces = 0;
  let early = 0;
  for (let at = 0; at < lineCount; at = at + 1 === head ? tail : at + 1) {
    const line = text.line(at).slice(0, mostCharacters);
    if (isGcTrace(line)) {
      traces++;
      if (at < startLines) early++;
    } else if (dump === 'none' && beginsDump(text, at, line)) {
      dump = at < startLines ? 'start' : 'later';
    }
  }
  // A program's own log keeps its colours: a GC trace alone is mostly lines of it.
  const isTrace = early > 0 && early * 2 >= Math.min(lineCount, startLines);
  return { dump, gcTrace: isTrace ? 'start' : traces > 0 ? 'later' : 'none', isReply: isReply(text) };
}

const heapText = /^heap(?:_v2|z\w*)? profile: +\d/;
const goMetric = /^(?:# (?:HELP|TYPE) )?go_\w/;

/** What /debug/pprof/heap?debug=1 and /metrics answer, as it was saved. */
function isReply(text: TextLines): boolean {
  if (text.lineCount > 0 && heapText.test(text.line(0).slice(0, mostCharacters))) return true;
  for (let at = 0; at < Math.min(text.lineCount, headLines); at++) {
    const line = text.line(at).slice(0, mostCharacters);
    if (goMetric.test(line)) return true;
    // An exposition is nothing but comments and lines of a name and a number.
    if (line.trim() !== '' && !/^#|^[a-zA-Z_:][\w:]*(?:\{.*\})?\s+[-+]?[\d.NI]/.test(line)) return false;
  }
  return false;
}

/** `gc 12 @1.043s 2%: …`, whatever a log wrote before it. */
const gcTrace = /\bgc #?\d{1,10} @\d{1,12}(?:\.\d{1,9})?s \d{1,3}%: /;

function isGcTrace(line: string): boolean {
  return line.includes('%: ') && gcTrace.test(line);
}

/** Prefixes of logs may stand before it. */
const header = /\bgoroutine \d{1,19} (?:[a-z]{1,2}=\w{1,20} ){0,3}\[[A-Za-z?][^\]]{0,200}\]/;
/** Alone in its line it needs no frame. */
const bareHeader = /^goroutine \d{1,19} (?:[a-z]{1,2}=\w{1,20} ){0,3}\[[A-Za-z?][^\]]{0,200}\]:\s*$/;
const profileTotal = /^goroutine(?:leak)? profile: total \d/;
const noStack = /goroutine running on other thread|stack unavailable/;

function beginsDump(text: TextLines, at: number, line: string): boolean {
  if (!line.includes('goroutine')) return false;
  if (profileTotal.test(line)) return true;
  return bareHeader.test(line) || (header.test(line) && isFollowedByCall(text, at));
}

/** A sentence about a header is no header: a frame follows one, at once or after lines of other writers. */
function isFollowedByCall(text: TextLines, at: number): boolean {
  const last = Math.min(text.lineCount - 1, at + 3);
  for (let next = at + 1; next <= last; next++) {
    const line = text.line(next).slice(0, mostCharacters);
    if (isCall(line) || noStack.test(line)) return true;
  }
  return false;
}

/** `main.worker(0xc000010000)`, also as a string of JSON. */
function isCall(line: string): boolean {
  return /[\w)\]]\(/.test(line) && /\)(?:\\n.*)?\s*$/.test(line);
}
