import { MessageError, message } from '../base/message';

/** What a person types to start a program: `NAME=value … words`. */
export interface CommandLine {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/**
 * Splits a line as a POSIX shell does: spaces, quotes and backslashes, and assignments in front. Nothing else of a shell is there:
 * what would need one (pipes, `&&`, `$NAME`, patterns) is passed on as it is written. Backslashes of Windows paths stay outside of
 * quotes, where `windows` is true. Throws a MessageError for a quote that is not closed.
 */
export function splitCommandLine(line: string, windows = process.platform === 'win32'): CommandLine {
  const words = splitWords(line, windows);
  const first = words.findIndex(({ text, plain }) => !plain || !/^[A-Za-z_]\w*=/.test(text));
  const cut = first < 0 ? words.length : first;
  const env = words.slice(0, cut).map(({ text }) => {
    const at = text.indexOf('=');
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return { env: Object.fromEntries(env), words: words.slice(cut).map(({ text }) => text) };
}

interface Word {
  readonly text: string;
  /** Its first character stood in no quotes. */
  readonly plain: boolean;
}

function splitWords(line: string, windows: boolean): Word[] {
  const words: Word[] = [];
  let text: string | null = null;
  let plain = true;
  let quote = '';
  const add = (piece: string, isPlain: boolean) => {
    if (text === null) plain = isPlain;
    text = (text ?? '') + piece;
  };
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(line[at + 1] ?? '')) add(line[++at]!, false);
      else add(char, false);
    } else if (char === '"' || char === "'") {
      quote = char;
      add('', false);
    } else if (char === '\\' && !windows && at + 1 < line.length) add(line[++at]!, true);
    else if (/\s/.test(char)) {
      if (text !== null) words.push({ text, plain });
      text = null;
    } else add(char, true);
  }
  if (quote !== '') {
    throw new MessageError(message('gotool.openQuote', 'The quote {quote} is not closed.', { quote }));
  }
  if (text !== null) words.push({ text, plain });
  return words;
}

/** For reading, not for a shell: only what is not plain is quoted. */
export function shownArguments(args: readonly string[]): string[] {
  return args.map((arg) => (/^[\w@%+=:,./^$-]+$/.test(arg) ? arg : JSON.stringify(arg)));
}
