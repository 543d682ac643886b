// Builds dist/: the extension and its engine worker for Node and for browsers, the command line and the webview.
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'info',
  legalComments: 'none',
};

const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };

const web = { ...common, platform: 'browser', target: 'es2022', outdir: 'dist/web' };

const builds = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', external: ['vscode'] },
  { ...node, entryPoints: { engineWorker: 'src/engine/node/worker.ts' }, outdir: 'dist' },
  {
    ...web,
    entryPoints: { extension: 'src/extensionWeb.ts' },
    format: 'cjs',
    external: ['vscode'],
  },
  { ...web, entryPoints: { engineWorker: 'src/engine/web/worker.ts' }, format: 'iife' },
  { ...node, entryPoints: { cli: 'src/cli.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
  {
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    splitting: true,
    entryPoints: { main: 'webview/main.ts' },
    outdir: 'dist/webview',
    loader: { '.ttf': 'file', '.css': 'css' },
  },
];

async function main() {
  fs.rmSync(path.join(__dirname, 'dist'), { recursive: true, force: true });
  if (!watch) {
    await Promise.all(builds.map((options) => esbuild.build(options)));
    return;
  }
  const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
