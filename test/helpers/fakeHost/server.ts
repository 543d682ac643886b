import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { build } from 'esbuild';
import { buildPage, contentSecurityPolicy } from '../../../src/vscode/profileEditor/page';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../repository';
import type { PageSource } from './source';

/** A theme as VS Code writes it into a webview. */
export interface PageTheme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A file, or what is made of several. */
export type PageProfile =
  | string
  | PageComparison
  | { readonly merge: readonly string[] }
  | { readonly dumps: readonly string[] }
  /** Memory over time of so many samples, made in the page. */
  | { readonly samples: number };

export interface PageComparison {
  readonly base: string;
  readonly current: string;
  /** Default: percentages of the base. */
  readonly mode?: 'base' | 'diffBase';
  readonly normalize?: boolean;
}

export interface FakeHost {
  /** Address of the webview showing that profile in that theme. */
  urlOf(profile: PageProfile, theme: PageTheme): string;
  dispose(): void;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** Builds the real webview and serves it, with the extension's page and content policy, beside a host in a worker. */
export async function startFakeHost(): Promise<FakeHost> {
  const folder = makeTemporaryFolder('fake-host');
  await buildParts(folder);
  const pages = new Map<string, { profile: PageProfile; theme: PageTheme }>();
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, kind, id, position] = pathname.split('/');
    const page = pages.get(id ?? '');
    if (kind === 'page' && page) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(pageText(sourceOf(id!, page.profile), page.theme));
    } else if (kind === 'profile' && page) sendFile(response, filesOf(page.profile)[Number(position)] ?? '');
    else if (kind === 'source') sendSource(response, new URL(request.url!, 'http://localhost'));
    else if (kind === 'webview' || kind === 'host') {
      sendFile(response, path.join(folder, path.posix.normalize(pathname)));
    } else response.writeHead(kind === 'favicon.ico' ? 204 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf(profile, theme) {
      const id = String(pages.size + 1);
      pages.set(id, { profile, theme });
      return `http://127.0.0.1:${port}/page/${id}`;
    },
    dispose() {
      server.closeAllConnections();
      server.close();
      removeFolder(folder);
    },
  };
}

function filesOf(profile: PageProfile): readonly string[] {
  if (typeof profile === 'string') return [profile];
  if ('merge' in profile) return profile.merge;
  if ('samples' in profile) return [];
  return 'dumps' in profile ? profile.dumps : [profile.base, profile.current];
}

/** The same with addresses in the place of files. */
function sourceOf(id: string, profile: PageProfile): PageSource {
  const urls = filesOf(profile).map(
    (file, at) => `/profile/${id}/${at}/${encodeURIComponent(path.basename(file))}`,
  );
  if (typeof profile === 'string') return { kind: 'file', url: urls[0]! };
  if ('merge' in profile) return { kind: 'merge', of: urls };
  if ('samples' in profile) return { kind: 'samples', count: profile.samples };
  if ('dumps' in profile) return { kind: 'dumps', of: urls };
  const { mode = 'diffBase', normalize = false } = profile;
  return { kind: 'compare', base: urls[0]!, current: urls[1]!, mode, normalize };
}

async function buildParts(folder: string): Promise<void> {
  const common = { bundle: true, platform: 'browser', target: 'es2022', logLevel: 'error' } as const;
  await Promise.all([
    build({
      ...common,
      format: 'esm',
      splitting: true,
      minify: true,
      entryPoints: { main: path.join(repositoryRoot, 'webview', 'main.ts') },
      outdir: path.join(folder, 'webview'),
      loader: { '.ttf': 'file' },
    }),
    build({
      ...common,
      format: 'iife',
      entryPoints: {
        shim: path.join(__dirname, 'shim.ts'),
        worker: path.join(__dirname, 'worker.ts'),
      },
      outdir: path.join(folder, 'host'),
    }),
  ]);
}

function pageText(source: PageSource, theme: PageTheme): string {
  const nonce = 'test';
  const cspSource = "'self'";
  const page = buildPage({
    cspSource,
    nonce,
    scriptUri: '/webview/main.js',
    styleUri: '/webview/main.css',
    title: 'profile',
    boot: { locale: 'en', l10n: {} },
  });
  // The extension's own policy, and a worker for the host's half.
  const policy = contentSecurityPolicy({ cspSource, nonce });
  const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  return page
    .replace(escaped(policy), `${escaped(policy)}; worker-src &#39;self&#39;`)
    .replace(
      '<body',
      `<body data-profile="${escaped(JSON.stringify(source))}" data-theme="${escaped(JSON.stringify(theme))}"`,
    )
    .replace(
      '<script type="module"',
      `<script nonce="${nonce}" src="/host/shim.js"></script>\n<script type="module"`,
    );
}

/** A file of the test program, by the end of its recorded path. */
function sendSource(response: http.ServerResponse, url: URL): void {
  const recorded = url.searchParams.get('file') ?? '';
  const inProgram = recorded.replaceAll('\\', '/').split('/leaky/').at(-1)!;
  const folder = path.join(repositoryRoot, 'test', 'fixtures', 'programs', 'leaky');
  const file = path.join(folder, path.posix.normalize(`/${inProgram}`));
  if (recorded.includes('/leaky/')) sendFile(response, file);
  else response.writeHead(204).end();
}

function sendFile(response: http.ServerResponse, file: string): void {
  fs.readFile(file, (error, bytes) => {
    if (error) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream');
    response.end(bytes);
  });
}
