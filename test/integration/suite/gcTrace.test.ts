import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from '../../helpers/waitFor';
import { inWorkspace, resetWindow, workspaceFolder } from '../window';

const program = `package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
)

func main() {
	for i := 0; i < 5; i++ {
		runtime.GC()
	}
	fmt.Println("ready")
	bufio.NewReader(os.Stdin).ReadString('\\n')
	for i := 0; i < 5; i++ {
		runtime.GC()
	}
}
`;

describe('run with a GC trace', () => {
  let source: string;
  const captures = () => path.join(workspaceFolder().fsPath, '.heaplens');

  before(() => {
    source = inWorkspace('tracedshop').fsPath;
    fs.mkdirSync(source, { recursive: true });
    fs.writeFileSync(path.join(source, 'go.mod'), 'module example.com/tracedshop\n\ngo 1.21\n');
    fs.writeFileSync(path.join(source, 'main.go'), program);
  });
  beforeEach(resetWindow);
  afterEach(() => {
    for (const terminal of terminals()) terminal.dispose();
  });
  after(async () => {
    await resetWindow();
    fs.rmSync(source, { recursive: true, force: true });
    for (const file of traces()) fs.rmSync(file, { force: true });
  });

  const terminals = () => vscode.window.terminals.filter(({ name }) => name.startsWith('gc trace: '));
  const traces = () =>
    fs.existsSync(captures())
      ? fs
          .readdirSync(captures())
          .filter((name) => name.endsWith('-gctrace.gctrace'))
          .map((name) => path.join(captures(), name))
      : [];
  const cyclesIn = (file: string) =>
    fs
      .readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => Number(/^\d{4}-\S+Z tracedshop: gc (\d+) @/.exec(line)?.[1]));

  it('builds a program, draws while it runs, and keeps the whole trace', async () => {
    const plan = { what: 'package', source, line: '', folder: source };
    await vscode.commands.executeCommand('heaplens.runWithGcTrace', plan);
    const [terminal] = await waitFor('its terminal', () => terminals().length > 0 && terminals());
    assert.equal(terminal!.name, 'gc trace: tracedshop');
    const tab = await waitFor(
      'its timeline',
      () =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .map(({ input }) => input)
          .find(
            (input): input is vscode.TabInputCustom =>
              input instanceof vscode.TabInputCustom && input.uri.path.endsWith('.gctrace'),
          ),
      60_000,
    );
    assert.match(path.basename(tab.uri.fsPath), /^\d{8}-\d{6}-tracedshop-gctrace\.gctrace$/);
    // It runs still, and waits for a line.
    await waitFor('its first collections', () => cyclesIn(tab.uri.fsPath).length === 5);
    terminal!.sendText('go on');
    // The very last one may not be printed any more.
    await waitFor('the last collections', () => cyclesIn(tab.uri.fsPath).length >= 9);
    assert.deepEqual(cyclesIn(tab.uri.fsPath).slice(0, 9), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('ends the program at Ctrl+C, and keeps its terminal and its trace', async function () {
    if (process.platform !== 'linux') this.skip();
    const before = new Set(traces());
    const plan = { what: 'package', source, line: '', folder: source };
    await vscode.commands.executeCommand('heaplens.runWithGcTrace', plan);
    const file = await waitFor('its trace', () => traces().find((each) => !before.has(each)), 60_000);
    await waitFor('its collections', () => cyclesIn(file).length === 5);
    const [terminal] = terminals();
    terminal!.sendText('\u0003', false);
    await waitFor('its end', () => processesOf('tracedshop').length === 0);
    assert.deepEqual(terminals(), [terminal]);
    assert.deepEqual(cyclesIn(file), [1, 2, 3, 4, 5]);
    await waitFor('the terminal to go at the next key', () => {
      terminal!.sendText('x', false);
      return terminals().length === 0;
    });
  });

  it('ends the program when its terminal is closed', async function () {
    if (process.platform !== 'linux') this.skip();
    const before = new Set(traces());
    const plan = { what: 'package', source, line: '', folder: source };
    await vscode.commands.executeCommand('heaplens.runWithGcTrace', plan);
    const file = await waitFor('its trace', () => traces().find((each) => !before.has(each)), 60_000);
    await waitFor('its collections', () => cyclesIn(file).length === 5);
    const running = () => processesOf('tracedshop');
    assert.equal(running().length, 1);
    for (const terminal of terminals()) terminal.dispose();
    await waitFor('its end', () => running().length === 0);
  });
});

/** On Linux: by the name of their binary. */
function processesOf(name: string): string[] {
  return fs.readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && path.basename(fs.readlinkSync(`/proc/${pid}/exe`)).startsWith(name);
    } catch {
      return false; // another's, or gone
    }
  });
}
