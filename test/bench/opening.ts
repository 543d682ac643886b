import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { createEngine } from '../../src/engine/node/createEngine';
import { launchBrowser } from '../helpers/browser';
import { makeTemporaryFolder, removeFolder, repositoryRoot, testResultsFolder } from '../helpers/repository';
import { runNpm } from '../helpers/rootPackages.mjs';
import { startVscodeServer } from '../helpers/vscodeServer';
import { waitFor } from '../helpers/waitFor';
import { openWorkbench, type Workbench } from '../helpers/workbench';
import type { HostWindow, LensFigures } from './hostMonitor';

/*
 * Opening profiles in a real VS Code: `tsx test/bench/opening.ts FILE…`. From the double click to a painted flame graph, the
 * longest time that the extension host's thread was held, CodeLens, and what is left when the tab is closed.
 */

export interface OpeningFigures {
  readonly name: string;
  /** From the double click in the explorer to the first pixels of the flame graph; a webview was shown before. */
  readonly paintedMs: number;
  /** From the double click to the first CodeLens: line costs are there. */
  readonly annotatedMs: number;
  /**
   * Until then: no timer could run in the extension host for this long (by the clock, in processor time of its thread), and
   * Heaplens itself did not give way for that long.
   */
  readonly longestGapMs: number;
  readonly longestBlockMs: number;
  readonly longestOwnMs: number;
  readonly longestOwn: readonly string[];
  readonly lensMs: number;
  /** Memory of the extension host, without that of its worker threads. */
  readonly openBytes: number;
  readonly closedBytes: number;
}

export interface ProfileToOpen {
  readonly name: string;
  readonly file: string;
}

const patienceMs = 120_000;

/** Processor time of activating the extension: its script, and all that it registers. */
export interface ActivationFigures {
  readonly loadMs: number;
  readonly activateMs: number;
}

export interface EditorFigures extends ActivationFigures {
  readonly opening: readonly OpeningFigures[];
}

export async function measureEditor(profiles: readonly ProfileToOpen[]): Promise<EditorFigures> {
  runNpm(['run', '--silent', 'build'], repositoryRoot);
  const home = makeTemporaryFolder('opening');
  const monitorFile = path.join(home, 'monitor');
  const folder = path.join(home, 'workspace');
  fs.mkdirSync(folder);
  fs.copyFileSync(
    path.join(repositoryRoot, 'media', 'samples', 'leaky-heap.pb.gz'),
    path.join(folder, 'small.pb.gz'),
  );
  const server = await startVscodeServer({
    userDataFolder: path.join(home, 'user'),
    extensionsFolder: path.join(home, 'extensions'),
    trust: 'off',
    env: { HEAPLENS_MONITOR_FILE: monitorFile },
    name: 'opening',
  });
  const browser = await launchBrowser();
  try {
    const sources = new Map<string, string>();
    for (const { name, file } of profiles) {
      fs.copyFileSync(file, path.join(folder, fileNameFor(name)));
      sources.set(name, await writeSource(file, folder));
    }
    const workbench = await openWorkbench(browser, server, {
      folder,
      developmentFolder: repositoryRoot,
      testsFile: await bundleMonitor(),
    });
    await waitFor('the monitor in the extension host', () => fs.existsSync(monitorFile), 60_000);
    const ask = askMonitor(fs.readFileSync(monitorFile, 'utf8'));
    const activation = await ask<ActivationFigures>('/activation');
    await workbench.openFromExplorer('small.pb.gz');
    await painted(workbench);
    const opening: OpeningFigures[] = [];
    for (const { name } of profiles) {
      opening.push(await measure(workbench, ask, name, fileNameFor(name), sources.get(name)!));
    }
    await ask('/end');
    return { ...activation, opening };
  } finally {
    await browser.close();
    await server.stop();
    removeFolder(home);
  }
}

async function measure(
  workbench: Workbench,
  ask: ReturnType<typeof askMonitor>,
  name: string,
  fileName: string,
  source: string,
): Promise<OpeningFigures> {
  await workbench.runCommand('View: Close All Editors');
  await workbench.explorerRow(fileName).waitFor();
  await ask('/window');
  const started = performance.now();
  await workbench.explorerRow(fileName).dblclick();
  await workbench.tab(fileName).waitFor();
  await painted(workbench);
  const paintedMs = performance.now() - started;
  const lens = await waitFor(
    `a CodeLens from ${name}`,
    () => ask<LensFigures | null>(`/lens?file=${encodeURIComponent(source)}`),
    patienceMs,
  );
  const annotatedMs = performance.now() - started;
  const open = await ask<HostWindow>('/window');
  await workbench.closeAllEditors();
  const closed = await ask<HostWindow>('/window');
  return {
    name,
    paintedMs,
    annotatedMs,
    longestGapMs: open.longestGapMs,
    longestBlockMs: open.longestBlockMs,
    longestOwnMs: open.sections[0]?.ms ?? 0,
    longestOwn: open.sections[0]?.heaviest ?? [],
    lensMs: lens.medianMs,
    openBytes: open.heapBytes + open.arrayBufferBytes,
    closedBytes: closed.heapBytes + closed.arrayBufferBytes,
  };
}

/** The flame graph's canvas has more than its background. */
async function painted(workbench: Workbench): Promise<void> {
  const canvas = workbench.webview().locator('.flame-body canvas').first();
  await canvas.waitFor({ timeout: patienceMs });
  await canvas.evaluate(async (element) => {
    const drawn = element as HTMLCanvasElement;
    for (;;) {
      const { width, height } = drawn;
      if (width > 0 && height > 0) {
        const { data } = drawn.getContext('2d')!.getImageData(0, 0, width, height);
        if (new Set(new Uint32Array(data.buffer)).size > 2) return;
      }
      await new Promise(requestAnimationFrame);
    }
  });
}

function askMonitor(address: string) {
  return async <T>(request: string): Promise<T> => {
    const response = await fetch(address + request);
    if (!response.ok) throw new Error(`${request}: ${await response.text()}`);
    return (await response.json()) as T;
  };
}

/** A Go file in the place that the profile names, with the function of it that costs most: something to annotate. */
async function writeSource(profile: string, folder: string): Promise<string> {
  const engine = createEngine();
  const [{ handle }] = await engine.openProfiles(new Uint8Array(fs.readFileSync(profile)), { name: profile });
  const costs = await engine.ask(handle, 'lineCosts', {});
  engine.dispose();
  const column = costs.functionCum[costs.callerSampleIndex]!;
  let heaviest = -1;
  for (let row = 0; row < column.length; row++) {
    const isPlain =
      /^[\w./-]+\.[A-Za-z]\w*$/.test(costs.functionName[row]!) && costs.functionStartLine[row]! > 3;
    if (isPlain && (heaviest < 0 || column[row]! > column[heaviest]!)) heaviest = row;
  }
  const file = costs.functionStart.findLastIndex((start) => start <= heaviest);
  const name = costs.functionName[heaviest]!;
  const start = costs.functionStartLine[heaviest]!;
  const lines = Array.from({ length: costs.functionLastLine[heaviest]! + 1 }, () => '\t_ = 0');
  lines.fill('', 0, start - 1);
  lines[0] = `package ${name.slice(name.lastIndexOf('/') + 1, name.indexOf('.', name.lastIndexOf('/')))}`;
  lines[start - 1] = `func ${name.slice(name.lastIndexOf('.') + 1)}() {`;
  const target = path.join(folder, ...costs.files[file]!.split('/').slice(-5));
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, `${lines.join('\n')}\n}\n`);
  return target;
}

function fileNameFor(name: string): string {
  return `${name.replace(/[^\w.]+/g, '-')}.pb.gz`;
}

async function bundleMonitor(): Promise<string> {
  const outfile = path.join(testResultsFolder, 'bench', 'hostMonitor.js');
  await esbuild.build({
    entryPoints: [path.join(__dirname, 'hostMonitor.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}

async function main(): Promise<void> {
  const files = process.argv.slice(2);
  const profiles = files.map((file) => ({ name: path.basename(file, '.pb.gz'), file }));
  console.log(JSON.stringify(await measureEditor(profiles), null, 2));
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
