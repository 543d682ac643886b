import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { FlamePage } from '../e2e/pages/flame';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from './repository';
import type { VscodeTheme } from './vscodeThemes';

export interface FlamePageServer {
  readonly url: string;
  dispose(): void;
}

/** Builds the page with the flame graph alone and serves it, under the content policy of the real webview. */
export async function serveFlamePage(): Promise<FlamePageServer> {
  const folder = makeTemporaryFolder('flame-page');
  await build({
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    logLevel: 'error',
    entryPoints: { page: path.join(repositoryRoot, 'test', 'e2e', 'pages', 'flame.ts') },
    outdir: folder,
  });
  const server = http.createServer((request, response) => answer(folder, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    dispose() {
      server.closeAllConnections();
      server.close();
      removeFolder(folder);
    },
  };
}

/** Opens the page in a theme; errors of the page become errors of the test. */
export async function openFlamePage(page: Page, url: string, theme: VscodeTheme): Promise<string[]> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  await page.goto(url);
  await inFlamePage(page, (flame, given) => flame.setTheme(given), theme);
  return errors;
}

/** Runs a function in the page with its `flamePage`. The function must not use anything from outside. */
export function inFlamePage<A, R>(page: Page, run: (flame: FlamePage, arg: A) => R, arg: A): Promise<R> {
  // The function crosses as text.
  return page.evaluate(
    ({ text, given }) =>
      new Function('flame', 'arg', `return (${text})(flame, arg)`)(window.flamePage, given),
    { text: run.toString(), given: arg },
  ) as Promise<R>;
}

/** Two frames later: what was asked for is drawn. */
export async function nextFrames(page: Page, count = 2): Promise<void> {
  await page.evaluate(async (frames) => {
    for (let i = 0; i < frames; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, count);
}

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Flame graph</title><link rel="stylesheet" href="page.css">
<link rel="icon" href="data:,"><link rel="stylesheet" href="host.css"></head>
<body><div id="host"></div><script type="module" src="page.js"></script></body>
</html>`;

const hostCss = 'html, body, #host { height: 100%; margin: 0; padding: 0; overflow: hidden }';

// 'unsafe-eval' is for the tests' own functions.
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self'; img-src data:; font-src 'self'";

function answer(folder: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  const send = (type: string, body: string | Buffer) => {
    response.setHeader('content-type', `${type}; charset=utf-8`);
    response.setHeader('content-security-policy', policy);
    response.end(body);
  };
  if (request.url === '/') send('text/html', html);
  else if (request.url === '/host.css') send('text/css', hostCss);
  else if (request.url === '/page.js') send('text/javascript', fs.readFileSync(path.join(folder, 'page.js')));
  else if (request.url === '/page.css') send('text/css', fs.readFileSync(path.join(folder, 'page.css')));
  else response.writeHead(404).end();
}
