import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { startProcessGroup } from './processGroup';
import { repositoryRoot } from './repository';
import { waitFor } from './waitFor';

/** The project's own leaky shop: sources that fixtures, tests and npm start use. */
export const leakySource = path.join(repositoryRoot, 'test', 'fixtures', 'programs', 'leaky');

export interface GoServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** What it wrote to its standard error so far. */
  errors(): string;
  stop(): Promise<void>;
}

/** `go1.26.8`, or null where Go is not on PATH. */
export function goVersion(): string | null {
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** Builds the program in `folder`, or the named package, with the Go that is there. Throws with the compiler's words. */
export function buildGoProgram(
  folder: string,
  binary: string,
  flags: readonly string[] = [],
  packagePath = '.',
): void {
  const { status, stderr, error } = spawnSync('go', ['build', ...flags, '-o', binary, packagePath], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off' },
  });
  if (error || status !== 0) {
    throw new Error(`go build failed in ${folder}: ${error?.message ?? stderr}`);
  }
}

/** The program of known health, which tells of itself at /metrics, /debug/vars and /debug/pprof/. */
export const pressureSource = path.join(repositoryRoot, 'test', 'fixtures', 'programs', 'pressure');

/** Starts a built leaky shop or pressure program; it says its address in its first line. Port 0 picks a free one. */
export async function startGoServer(
  binary: string,
  port: number,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<GoServer> {
  const group = startProcessGroup(binary, ['-addr', `127.0.0.1:${port}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const errors: string[] = [];
  group.child.stderr!.setEncoding('utf8').on('data', (text) => errors.push(String(text)));
  const firstLine = new Promise<string>((resolve) => {
    readline.createInterface({ input: group.child.stdout! }).once('line', resolve);
  });
  const url = await Promise.race([
    firstLine,
    group.ended.then((code) => {
      throw new Error(`${path.basename(binary)} ended with code ${code}: ${errors.join('').trim()}`);
    }),
  ]);
  return { url, errors: () => errors.join(''), stop: () => group.stop() };
}

/** Waits until the samples of the program's heap profile hold so many bytes (not scaled: about a third of the heap). */
export async function waitForHeap(url: string, minimumBytes: number): Promise<void> {
  await waitFor(
    `${url} to hold ${minimumBytes} sampled bytes`,
    async () => (await sampledHeapBytes(url)) >= minimumBytes,
    60_000,
  );
}

/** What the samples of the program's heap profile hold now, not scaled. */
export async function sampledHeapBytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/debug/pprof/heap?debug=1`)).text();
  return Number(/^heap profile: \d+: (\d+) \[/.exec(text)?.[1]);
}

/** Saves what a pprof address answers. */
export async function saveProfile(url: string, file: string): Promise<void> {
  const reply = await fetch(url);
  if (!reply.ok) {
    throw new Error(`${url} answered ${reply.status}`);
  }
  fs.writeFileSync(file, Buffer.from(await reply.arrayBuffer()));
}
