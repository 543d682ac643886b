import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** Views and view containers get commands from VS Code itself. */
const viewCommand = /^heaplens\.captures\.(focus|resetViewLocation|removeView|toggleVisibility)$/;
/** Targets of links in CodeLens and hovers: not in package.json, so that no palette offers them. */
const linkCommands = [
  'heaplens.openFrame',
  'heaplens.profileTest',
  'heaplens.showFunction',
  'heaplens.showTestOutput',
];

describe('activation', () => {
  it('costs little and reads no profile', async () => {
    const extension = heaplens();
    assert.equal(extension.isActive, false, 'active before anything needs it');
    const script = path.join(extension.extensionPath, 'dist', 'extension.js');
    const loadMs = await measure(async () => require(script));
    const activateMs = await measure(() => extension.activate());
    reportNote(
      `activation: ${loadMs.toFixed(1)} ms to load the script, then ${activateMs.toFixed(1)} ms with the ways through VS Code`,
    );
    // The bar is 50 ms on a quiet machine. A busy one takes longer; reading or decoding here would take far longer still.
    assert.ok(loadMs + activateMs < 1000, `activation took ${loadMs + activateMs} ms`);
  });

  it('registers the commands of package.json, and no others', async () => {
    const declared = heaplens()
      .packageJSON.contributes.commands.map(({ command }: { command: string }) => command)
      .concat(linkCommands)
      .sort();
    const registered = (await vscode.commands.getCommands(true))
      .filter((command) => command.startsWith('heaplens.') && !viewCommand.test(command))
      .sort();
    assert.deepEqual(registered, declared);
  });
});

function heaplens(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('heaplens.heaplens');
  assert.ok(extension, 'the extension is not installed');
  return extension;
}

async function measure(work: () => PromiseLike<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
