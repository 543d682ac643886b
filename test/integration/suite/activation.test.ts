import * as assert from 'node:assert/strict';
import Module from 'node:module';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** Views and view containers get commands from VS Code itself. */
const viewCommand = /^heaplens\.captures\.(focus|resetViewLocation|removeView|toggleVisibility)$/;
/** Targets of links in CodeLens and hovers: not in package.json, so that no palette offers them. */
const linkCommands = [
  'heaplens.openFrame',
  'heaplens.openRule',
  'heaplens.profileTest',
  'heaplens.showFunction',
  'heaplens.showGoroutines',
  'heaplens.showTestOutput',
  'heaplens.showWatch',
];

describe('activation', () => {
  it('costs little and reads no profile', async () => {
    const { extensionPath, extensionUri } = heaplens();
    const script = path.join(extensionPath, 'dist', 'extension.js');
    let started = performance.now();
    const { activate } = requireWith(inertVscode(), script) as typeof import('../../../src/extension');
    const loadMs = performance.now() - started;
    const memento = { get: (_key: string, fallback: unknown) => fallback, update: async () => {} };
    const context = {
      extensionUri,
      subscriptions: [],
      workspaceState: memento,
      globalState: memento,
      globalStorageUri: extensionUri,
      secrets: inert,
    };
    started = performance.now();
    activate(context as unknown as vscode.ExtensionContext);
    const activateMs = performance.now() - started;
    for (const { dispose } of context.subscriptions as vscode.Disposable[]) assert.ok(dispose);
    reportNote(
      `activation: ${loadMs.toFixed(1)} ms to load the script, ${activateMs.toFixed(1)} ms to activate`,
    );
    // The bar is 50 ms on a quiet machine. A busy one takes longer; reading or decoding here would take far longer still.
    assert.ok(loadMs + activateMs < 1000, `activation took ${loadMs + activateMs} ms`);
  });

  it('waits for Go, for a text that may be a dump, and for links', () => {
    // Whether something plain is shown when a window starts is VS Code's affair: it may be active by now.
    assert.deepEqual(heaplens().packageJSON.activationEvents, [
      'onUri',
      'onLanguage:go',
      'onLanguage:plaintext',
    ]);
  });

  it('registers the commands of package.json, and no others', async () => {
    await heaplens().activate();
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

/** Whatever is done with it: nothing happens. */
const inert: object = new Proxy(() => {}, {
  get: (_target, key) => (key === 'then' ? undefined : inert),
  apply: () => inert,
  set: () => true,
});

/** The API with nothing registered, created or listened to: the extension itself may be active beside. */
function inertVscode(): typeof vscode {
  const changes = /^(register|create|onDid|onWill)/;
  const quiet = (namespace: object) =>
    new Proxy(namespace, {
      get: (target, key) => {
        if (key === 'executeCommand') return async () => {};
        return changes.test(String(key)) ? () => inert : Reflect.get(target, key);
      },
    });
  const { commands, languages, window, workspace } = vscode;
  return {
    ...vscode,
    commands: quiet(commands) as typeof commands,
    languages: quiet(languages) as typeof languages,
    window: quiet(window) as typeof window,
    workspace: quiet(workspace) as typeof workspace,
  };
}

/** Loads the script anew, and leaves no trace of that: VS Code may have it loaded, or load it later. */
function requireWith(api: typeof vscode, script: string): unknown {
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const { _load: load } = loader;
  const loaded = require.cache[script];
  delete require.cache[script];
  loader._load = (request, ...rest) => (request === 'vscode' ? api : load.call(loader, request, ...rest));
  try {
    return require(script);
  } finally {
    loader._load = load;
    delete require.cache[script];
    if (loaded) require.cache[script] = loaded;
  }
}
