import * as vscode from 'vscode';

/** What `go test` prints, as it comes. The channel is made when it is first needed. */
export class TestOutputChannel implements vscode.Disposable {
  #channel: vscode.OutputChannel | null = null;
  #waiting = '';
  #shownLength = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastLine: (line: string) => void = () => undefined;

  /** An empty channel for a new run; `lastLine` hears what the program said last. */
  begin(lastLine: (line: string) => void): void {
    this.#flush();
    this.#shownLength = 0;
    this.#lastLine = lastLine;
    this.#open().clear();
  }

  /** Many small writes become one. */
  append(text: string): void {
    this.#waiting += text;
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  /** After all that was appended. */
  end(text: string): void {
    this.#flush();
    this.#open().appendLine(text);
  }

  show(): void {
    this.#open().show(true);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#channel?.dispose();
  }

  #open(): vscode.OutputChannel {
    this.#channel ??= vscode.window.createOutputChannel('Heaplens: go test');
    return this.#channel;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '') return;
    const line = text.trimEnd().split('\n').at(-1)!.trim();
    if (line !== '') this.#lastLine(line.slice(0, longestLine));
    this.#show(text);
  }

  #show(text: string): void {
    if (this.#shownLength >= mostShown) return;
    this.#shownLength += text.length;
    this.#open().append(text.slice(0, mostShown));
    if (this.#shownLength >= mostShown) {
      this.#open().append(`\n${vscode.l10n.t('The test prints more than is shown here.')}\n`);
    }
  }
}

const flushMs = 100;
const longestLine = 120;
/** A test that prints without end must not fill the memory of the window. */
const mostShown = 4 * 2 ** 20;
