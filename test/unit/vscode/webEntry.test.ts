import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vm from 'node:vm';
import { build } from 'esbuild';
import { repositoryRoot } from '../../helpers/repository';

/** Targets of links in CodeLens and hovers: not in package.json. */
const linkCommands = [
  'heaplens.showFunction',
  'heaplens.showGoroutines',
  'heaplens.openFrame',
  'heaplens.openRule',
];

interface Host {
  readonly commands: Map<string, (...args: unknown[]) => unknown>;
  readonly warnings: string[];
  readonly contextKeys: Map<string, unknown>;
}

describe('the web entry', () => {
  let script: string;

  before(async function () {
    this.timeout(30_000);
    const { outputFiles } = await build({
      entryPoints: [join(repositoryRoot, 'src', 'extensionWeb.ts')],
      bundle: true,
      platform: 'browser',
      format: 'cjs',
      external: ['vscode'],
      write: false,
      logLevel: 'error',
    });
    script = outputFiles[0]!.text;
  });

  it('activates where there is neither Node nor the DOM, and registers the commands of package.json', () => {
    const { commands } = activate(script);
    const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
    const declared = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    assert.deepEqual([...commands.keys()].sort(), [...declared, ...linkCommands].sort());
  });

  it('says why it cannot capture', () => {
    const host = activate(script);
    assert.equal(host.contextKeys.get('heaplens.webHost'), true);
    for (const id of ['heaplens.captureHeapLocal', 'heaplens.captureProfile', 'heaplens.setCaptureHeaders']) {
      host.warnings.length = 0;
      host.commands.get(id)!();
      assert.match(host.warnings.join(), /^Capturing needs .* Open this folder in VS Code desktop/, id);
    }
  });

  it('says why it cannot profile a test', () => {
    const host = activate(script);
    host.commands.get('heaplens.profileTestAtCursor')!();
    assert.match(host.warnings.join(), /^Profiling a test runs go, .* Open this folder in VS Code desktop/);
  });

  it('holds no decoder: that is in the worker', () => {
    assert.doesNotMatch(script, /src\/formats\/pprof\//);
    assert.match(script, /src\/vscode\/overlay\/overlay\.ts/);
  });
});

/** Runs the entry in a context that has the globals of a worker which it may use, and a `vscode` that takes everything. */
function activate(script: string): Host {
  const host: Host = { commands: new Map(), warnings: [], contextKeys: new Map() };
  const module = { exports: {} as { activate(context: unknown): void } };
  const require = (name: string) => {
    assert.equal(name, 'vscode');
    return { ...everyNameUsed(script), ...fakeVscode(host) };
  };
  const timers = { setTimeout: () => 0, clearTimeout: () => {} };
  const globals = { module, exports: module.exports, require, console, AbortController, URL, ...timers };
  vm.runInNewContext(script, globals);
  const memento = { get: (_key: string, fallback: unknown) => fallback, update: async () => {} };
  const any = anything();
  module.exports.activate({
    extensionUri: any,
    globalStorageUri: any,
    workspaceState: memento,
    globalState: memento,
    subscriptions: [],
  });
  return host;
}

/** What the bundle takes from `vscode` must be own properties: it copies them. */
function everyNameUsed(script: string): Record<string, unknown> {
  const names = [...script.matchAll(/\bvscode\d*\.(\w+)/g)].map((match) => match[1]!);
  return Object.fromEntries(names.map((name) => [name, anything()]));
}

function fakeVscode(host: Host): Record<string, unknown> {
  const disposable = { dispose: () => {} };
  return {
    commands: {
      registerCommand: (id: string, run: () => unknown) => {
        assert.ok(!host.commands.has(id), `${id} twice`);
        host.commands.set(id, run);
        return disposable;
      },
      executeCommand: async (_id: string, key: string, value: unknown) => {
        host.contextKeys.set(key, value);
      },
    },
    l10n: { t: (text: string) => text },
    window: anything({
      showWarningMessage: async (text: string) => void host.warnings.push(text),
      visibleTextEditors: [],
      tabGroups: { all: [] },
    }),
    workspace: anything({
      workspaceFolders: [],
      getConfiguration: () => ({ get: () => undefined }),
      textDocuments: [],
    }),
  };
}

/** Can be called, constructed and read: each gives another such thing, but for `known` properties. */
function anything(known: Readonly<Record<string, unknown>> = {}): unknown {
  const proxy: unknown = new Proxy(class {}, {
    get: (target, key) => {
      if (typeof key === 'symbol') return undefined;
      // What classes extend.
      if (key === 'prototype') return target.prototype;
      return Object.hasOwn(known, key) ? known[key] : anything();
    },
    set: () => true,
    apply: () => anything(),
    construct: () => anything() as object,
  });
  return proxy;
}
