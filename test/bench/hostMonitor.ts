import * as fs from 'node:fs';
import * as http from 'node:http';
import * as inspector from 'node:inspector/promises';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { longestSections, type Section } from './hostSections';
import type { ActivationFigures } from './opening';

/** What the extension host's thread did between two requests to `/window`. */
export interface HostWindow {
  /** The longest time in which no timer could run, whoever held the thread, by the clock. */
  readonly longestGapMs: number;
  /** The same in processor time of the thread: what other programs on the machine take does not count. */
  readonly longestBlockMs: number;
  /** The longest times that Heaplens's own script was on the stack without a break, with the functions that took them. */
  readonly sections: readonly Section[];
  readonly heapBytes: number;
  readonly arrayBufferBytes: number;
}

export interface LensFigures {
  readonly lenses: number;
  readonly medianMs: number;
}

/**
 * Called by VS Code in the extension host in place of tests. Serves what the bench asks until it says `/end`; the address is
 * written to the file that HEAPLENS_MONITOR_FILE names.
 */
export async function run(): Promise<void> {
  const activation = await timeActivation();
  const session = new inspector.Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 1000 });
  await session.post('Profiler.start');
  const gaps = watchGaps();
  await new Promise<void>((resolve) => {
    const server = http.createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      try {
        const answers: Readonly<Record<string, () => Promise<unknown>>> = {
          '/activation': async () => activation,
          '/lens': () => timeLens(vscode.Uri.file(searchParams.get('file')!)),
          '/window': () => closeWindow(session, gaps),
        };
        response.end(JSON.stringify((await answers[pathname]?.()) ?? null));
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
      if (pathname !== '/end') return;
      server.close();
      gaps.dispose();
      resolve();
    });
    server.listen(0, '127.0.0.1', () => {
      const file = process.env.HEAPLENS_MONITOR_FILE!;
      fs.writeFileSync(`${file}.part`, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      fs.renameSync(`${file}.part`, file);
    });
  });
}

/** Before anything else is measured: a profiler makes loading slow. */
async function timeActivation(): Promise<ActivationFigures> {
  const extension = vscode.extensions.getExtension('heaplens.heaplens')!;
  if (extension.isActive) throw new Error('the extension was active before anything needed it');
  const started = threadCpuMs();
  require(path.join(extension.extensionPath, 'dist', 'extension.js'));
  const loaded = threadCpuMs();
  await extension.activate();
  return { loadMs: loaded - started, activateMs: threadCpuMs() - loaded };
}

async function closeWindow(session: inspector.Session, gaps: Gaps): Promise<HostWindow> {
  const longest = gaps.take();
  const { profile } = await session.post('Profiler.stop');
  await session.post('Profiler.start');
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const sections = longestSections(profile, (url) => /\/dist\/extension\.js$/.test(url), 3);
  gaps.take(); // What the profiler itself took is no part of the next window.
  return { ...longest, sections, heapBytes: heapUsed, arrayBufferBytes: arrayBuffers };
}

interface Gaps extends vscode.Disposable {
  /** The longest since the last call. */
  take(): Pick<HostWindow, 'longestGapMs' | 'longestBlockMs'>;
}

/** A timer that is due every millisecond: what it comes late by was a time in which nothing else could run either. */
function watchGaps(): Gaps {
  let last = performance.now();
  let lastCpu = threadCpuMs();
  let longestGapMs = 0;
  let longestBlockMs = 0;
  const tick = () => {
    const now = performance.now();
    const cpu = threadCpuMs();
    longestGapMs = Math.max(longestGapMs, now - last - 1);
    longestBlockMs = Math.max(longestBlockMs, cpu - lastCpu);
    last = now;
    lastCpu = cpu;
  };
  const timer = setInterval(tick, 1);
  return {
    take: () => {
      tick();
      const taken = { longestGapMs, longestBlockMs };
      longestGapMs = 0;
      longestBlockMs = 0;
      return taken;
    },
    dispose: () => clearInterval(timer),
  };
}

/** Node 24, which VS Code's server build runs on, counts by thread; before it there is only the whole process. */
function threadCpuMs(): number {
  const counted = process as typeof process & { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = (counted.threadCpuUsage ?? process.cpuUsage).call(process);
  return (user + system) / 1000;
}

/** Waits until the file has a CodeLens of Heaplens, then asks some more times. */
async function timeLens(uri: vscode.Uri): Promise<LensFigures | null> {
  await vscode.workspace.openTextDocument(uri);
  const times: number[] = [];
  let lenses = 0;
  for (let i = 0; i < 9; i++) {
    const started = performance.now();
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    times.push(performance.now() - started);
    lenses = found.filter(({ command }) => command?.command.startsWith('heaplens.')).length;
    if (lenses === 0) return null;
  }
  return { lenses, medianMs: times.sort((a, b) => a - b)[times.length >> 1]! };
}
