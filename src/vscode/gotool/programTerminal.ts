import type { Writable } from 'node:stream';
import * as vscode from 'vscode';

/** Many small writes become one. */
const flushMs = 30;
/** What a program prints faster than anyone reads is cut: the window must not drown in it. */
const mostWaiting = 256 * 1024;

export interface TerminalActs {
  /** Ctrl+C: the first asks to end, the second ends by force. */
  interrupt(): void;
  /** Its window was closed. */
  closed(): void;
}

/** Shows what a program prints, and passes on what is typed, a line at a time. It is no terminal to the program, and says so. */
export class ProgramTerminal implements vscode.Pseudoterminal {
  readonly #acts: TerminalActs;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<void>();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;
  #stdin: Writable | null = null;
  #line = '';
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #isOpen = false;
  #hasEnded = false;

  constructor(acts: TerminalActs) {
    this.#acts = acts;
  }

  open(): void {
    this.#isOpen = true;
    this.#flush();
  }

  close(): void {
    clearTimeout(this.#timer);
    if (!this.#hasEnded) this.#acts.closed();
  }

  /** Where typed lines go from now on. */
  connect(stdin: Writable): void {
    this.#stdin = stdin;
  }

  write(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length > 2 * mostWaiting) {
      const cut = this.#waiting.length - mostWaiting;
      const left = vscode.l10n.t('[{count} characters are left out]', { count: cut });
      this.#waiting = `\n${left}\n${this.#waiting.slice(cut)}`;
    }
    if (this.#isOpen) this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  /** In the voice of the editor, not of the program. */
  say(text: string): void {
    this.write(`\u001b[2m${text}\u001b[0m\n`);
  }

  /** The program is over: the next key closes the terminal. */
  end(text: string): void {
    this.#hasEnded = true;
    this.#stdin = null;
    this.write('\n');
    this.say(`${text} ${vscode.l10n.t('Press any key to close.')}`);
    this.#flush();
  }

  handleInput(data: string): void {
    if (this.#hasEnded) {
      this.#closed.fire();
      return;
    }
    for (const char of data) this.#key(char);
  }

  #key(char: string): void {
    if (char === '\u0003') {
      this.write('^C\n');
      this.#acts.interrupt();
    } else if (char === '\u0004') this.#stdin?.end();
    else if (char === '\r') {
      this.write('\n');
      this.#stdin?.write(`${this.#line}\n`);
      this.#line = '';
    } else if (char === '\u007f') {
      if (this.#line === '') return;
      this.#line = [...this.#line].slice(0, -1).join('');
      this.write('\b \b');
    } else if (char >= ' ' || char === '\t') {
      this.#line += char;
      this.write(char);
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isOpen || this.#waiting === '') return;
    const text = this.#waiting.replace(/\r?\n/g, '\r\n');
    this.#waiting = '';
    this.#written.fire(text);
  }
}
