import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findNodeImports, findViolations, type Source } from './helpers/architecture';

const root = path.resolve(__dirname, '..');

describe('architecture', () => {
  it('every import follows the allowlist of rooms', () => {
    const sources = [...readSources('src'), ...readSources('webview')];
    assert.ok(sources.length > 10, `only ${sources.length} sources were read`);
    assert.equal(findViolations(sources).join('\n'), '');
  });

  it('nothing that the web entries load needs Node', () => {
    const sources = readSources('src');
    for (const entry of ['src/extensionWeb.ts', 'src/engine/web/worker.ts']) {
      assert.equal(findNodeImports(sources, entry).join('\n'), '');
    }
    // The walk is long enough to mean something: from the Node entry it finds what is there.
    assert.ok(findNodeImports(sources, 'src/extension.ts').some((text) => text.includes('captureStore.ts')));
  });

  it('top-level folders are src, webview, media, syntaxes, test and dot-folders', () => {
    const generated = ignoredFolders();
    const folders = fs
      .readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !generated.has(entry.name));
    const unknown = folders.filter(({ name }) => !/^(src|webview|media|syntaxes|test)$/.test(name));
    assert.deepEqual(
      unknown.map(({ name }) => name),
      [],
    );
  });

  it('src is checked without the DOM, and the rooms of the browser without Node', () => {
    const node = readConfig('src/tsconfig.json');
    assert.deepEqual(node.compilerOptions.lib, ['ES2023']);
    assert.deepEqual(node.include, ['.']);
    const browser = readConfig('src/tsconfig.browser.json');
    assert.deepEqual(browser.compilerOptions.types, []);
    assert.ok(!browser.compilerOptions.lib.includes('DOM'));
    assert.deepEqual(
      [...browser.include].sort(),
      [
        'analysis',
        'base',
        'engine',
        'export',
        'formats',
        'model',
        'protocol',
        'rules',
        'source',
        'vscode/web',
        // With it, everything that the web host loads.
        'extensionWeb.ts',
      ].sort(),
    );
    assert.deepEqual(browser.exclude, ['engine/node']);
    assert.deepEqual(node.exclude, ['engine/web', 'vscode/web', 'extensionWeb.ts']);
  });
});

describe('architecture: the test itself', () => {
  it('lets good imports pass', () => {
    check('src/model/profile.ts', "import type { Brand } from '../base/brand';", '');
    check('src/formats/pprof/decode.ts', "import { inflate } from '../gzip';", '');
    check('src/formats/sniff.ts', "import { isPprof } from './pprof/magic';", '');
    check('src/engine/node/worker.ts', "import { parentPort } from 'node:worker_threads';", '');
    check('src/vscode/overlay/lens.ts', "import * as vscode from 'vscode';", '');
    check('src/extension.ts', "import { registerOverlay } from './vscode/overlay/overlay';", '');
    check('webview/ui.ts', "import { vsCodeButton } from '@vscode/webview-ui-toolkit';", '');
    check('webview/state.ts', "import type { Profile } from '../src/model/profile';", '');
  });

  it('sees a room that enters another', () => {
    check(
      'src/model/profile.ts',
      "\n\nimport { decode } from '../formats/pprof/decode';",
      'src/model/profile.ts:3 model must not import formats (allowed: base)',
    );
    check(
      'src/analysis/top.ts',
      "export { decode } from '../formats/pprof/decode';",
      'src/analysis/top.ts:1 analysis must not import formats (allowed: model, base)',
    );
    check(
      'src/capture/fetch.ts',
      "const late = () => import('../vscode/commands');",
      'src/capture/fetch.ts:1 capture must not import vscode (allowed: engine, model, base)',
    );
    check(
      'src/source/outline.ts',
      "import type { Engine } from '../engine/engine';",
      'src/source/outline.ts:1 source must not import engine (allowed: model, base)',
    );
    check(
      'webview/main.ts',
      "import { open } from '../src/engine/engine';",
      'webview/main.ts:1 webview must not import engine (allowed: protocol, model, base)',
    );
    check(
      'src/base/units.ts',
      "import { read } from '../../webview/canvas/text';",
      'src/base/units.ts:1 base must not import webview (allowed: nothing)',
    );
  });

  it('sees a value where only types may be imported', () => {
    check(
      'src/protocol/profileEditor.ts',
      "import { emptyProfile } from '../model/profile';",
      'src/protocol/profileEditor.ts:1 protocol may import only types from model: use import type',
    );
    check('src/protocol/profileEditor.ts', "import { type Profile } from '../model/profile';", '');
  });

  it('sees one format that imports another', () => {
    check(
      'src/formats/goroutine/parse.ts',
      "import { decode } from '../pprof/decode';",
      'src/formats/goroutine/parse.ts:1 format goroutine must not import format pprof',
    );
    check('src/formats/goroutine/parse.ts', "import { lineEnd } from '../text/textBytes';", '');
    check(
      'src/formats/text/lineTime.ts',
      "import { decode } from '../pprof/decode';",
      'src/formats/text/lineTime.ts:1 format text must not import format pprof',
    );
  });

  it('sees vscode, Node and the toolkit outside their places', () => {
    check(
      'src/capture/fetch.ts',
      "import * as vscode from 'vscode';",
      "src/capture/fetch.ts:1 'vscode' may be imported only in src/vscode and the extension's entries",
    );
    check(
      'src/engine/engine.ts',
      "import { inflate } from 'node:zlib';",
      'src/engine/engine.ts:1 engine must not import node:zlib: it also runs in a browser',
    );
    check(
      'src/formats/gzip.ts',
      "const zlib = require('zlib');",
      'src/formats/gzip.ts:1 formats must not import zlib: it also runs in a browser',
    );
    check(
      'webview/table/view.ts',
      "import '@vscode/webview-ui-toolkit';",
      'webview/table/view.ts:1 only webview/ui.ts may import @vscode/webview-ui-toolkit',
    );
    check(
      'src/vscode/page.ts',
      '/// <reference lib="dom" />',
      'src/vscode/page.ts:1 src must not ask for a library of types: dom',
    );
  });

  it('sees an import of the composition root', () => {
    check(
      'src/vscode/commands.ts',
      "import { activate } from '../extension';",
      'src/vscode/commands.ts:1 nothing may import extension.ts',
    );
  });

  it('sees the way from an entry to Node, and that types lead nowhere', () => {
    const sources = [
      { file: 'src/a.ts', text: "import { b } from './b/b';\nimport type { d } from './d';" },
      { file: 'src/b/b.ts', text: "export const late = () => import('../c');" },
      { file: 'src/c.ts', text: "\nimport fs from 'fs';" },
      { file: 'src/d.ts', text: "import os from 'node:os';" },
    ];
    assert.deepEqual(findNodeImports(sources, 'src/a.ts'), ['src/a.ts → src/b/b.ts → src/c.ts:2 imports fs']);
    assert.deepEqual(findNodeImports(sources.slice(0, 2), 'src/a.ts'), [
      'src/a.ts → src/b/b.ts → src/c.ts is not there',
    ]);
  });

  it('reads imports over several lines and none in comments or texts', () => {
    check(
      'src/model/profile.ts',
      "import {\n  a,\n  b,\n} from '../engine/engine';",
      'src/model/profile.ts:1 model must not import engine (allowed: base)',
    );
    check(
      'src/model/profile.ts',
      "// import { a } from '../engine/engine';\n/* import '../vscode/x'; */",
      '',
    );
    check('src/model/profile.ts', 'const text = "import { a } from \'../engine/engine\'";', '');
  });
});

function check(file: string, text: string, expected: string): void {
  assert.equal(findViolations([{ file, text }]).join('\n'), expected);
}

function readSources(folder: string): Source[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mts|cts|js|mjs)$/.test(name))
    .map((name) => {
      const file = path.posix.join(folder, name.replaceAll(path.sep, '/'));
      return { file, text: fs.readFileSync(path.join(root, file), 'utf8') };
    });
}

function ignoredFolders(): Set<string> {
  const lines = fs.readFileSync(path.join(root, '.gitignore'), 'utf8').split('\n');
  return new Set(lines.filter((line) => /^[^/*]+\/$/.test(line)).map((line) => line.slice(0, -1)));
}

interface Config {
  compilerOptions: { lib: string[]; types: string[] };
  include: string[];
  exclude?: string[];
}

function readConfig(file: string): Config {
  return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
}
