import * as fs from 'node:fs';
import * as http from 'node:http';
import * as inspector from 'node:inspector/promises';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { longestSections, type Section } from './hostSections';

/** What the extension host's thread did between two requests to `/window`. */
export interface HostWindow {
  /** The longest time in which no timer could run, whoever held the thread. */
  readonly longestGapMs: number;
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
        const answer = await (pathname === '/lens'
          ? timeLens(vscode.Uri.file(searchParams.get('file')!))
          : pathname === '/window'
            ? closeWindow(session, gaps)
            : null);
        response.end(JSON.stringify(answer));
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

async function closeWindow(session: inspector.Session, gaps: Gaps): Promise<HostWindow> {
  const longestGapMs = gaps.take();
  const { profile } = await session.post('Profiler.stop');
  await session.post('Profiler.start');
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const sections = longestSections(profile, (url) => /\/dist\/extension\.js$/.test(url), 3);
  gaps.take(); // What the profiler itself took is no part of the next window.
  return { longestGapMs, sections, heapBytes: heapUsed, arrayBufferBytes: arrayBuffers };
}

interface Gaps extends vscode.Disposable {
  /** The longest since the last call. */
  take(): number;
}

/** A timer that is due every millisecond: what it comes late by was a time in which nothing else could run either. */
function watchGaps(): Gaps {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  return {
    take: () => {
      const taken = longest;
      longest = 0;
      last = performance.now();
      return taken;
    },
    dispose: () => clearInterval(timer),
  };
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
