import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Views and view containers get commands from VS Code itself. */
const viewCommand = /^heaplens\.captures\.(focus|resetViewLocation|removeView|toggleVisibility)$/;
/** Targets of links in CodeLens and hovers: not in package.json, so that no palette offers them. */
const linkCommands = ['heaplens.showFunction'];

describe('activation', () => {
  it('costs little and reads no profile', async () => {
    const extension = heaplens();
    assert.equal(extension.isActive, false, 'active before anything needs it');
    const started = performance.now();
    await extension.activate();
    const ms = performance.now() - started;
    reportNote(`activation: ${ms.toFixed(1)} ms, with loading, on the way through the extension host`);
    // The bar is 50 ms on a quiet machine; a busy one takes longer, and a mistake (reading, decoding) takes far longer.
    assert.ok(ms < 500, `activation took ${ms} ms`);
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
