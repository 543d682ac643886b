import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildGoProgram, leakySource, saveProfile, startGoServer, waitForHeap } from './goProgram';
import { makeTemporaryFolder, removeFolder } from './repository';

/** A copy of the leaky shop with profiles that its own binary wrote: recorded paths are those of the copy. */
export interface LeakyWorkspace {
  /** The folder to open: Go sources, `heap.pb.gz`, and `trimmed.pb.gz` of a build with -trimpath. */
  readonly folder: string;
  /** The program, built from these sources. */
  readonly binary: string;
  dispose(): void;
}

/** Enough for every allocating function of the shop to be sampled; reached within two seconds. */
const sampledBytes = 8 << 20;

export async function makeLeakyWorkspace(): Promise<LeakyWorkspace> {
  const home = makeTemporaryFolder('workspace');
  const folder = path.join(home, 'leaky');
  fs.cpSync(leakySource, folder, { recursive: true });
  const binary = path.join(home, 'leaky-shop');
  const trimmed = path.join(home, 'leaky-shop-trimmed');
  buildGoProgram(folder, binary);
  buildGoProgram(folder, trimmed, ['-trimpath']);
  await Promise.all([
    captureHeap(binary, path.join(folder, 'heap.pb.gz')),
    captureHeap(trimmed, path.join(folder, 'trimmed.pb.gz')),
  ]);
  return { folder, binary, dispose: () => removeFolder(home) };
}

async function captureHeap(binary: string, file: string): Promise<void> {
  const server = await startGoServer(binary, 0, ['-grow-until', '32']);
  try {
    await waitForHeap(server.url, sampledBytes);
    await saveProfile(`${server.url}/debug/pprof/heap?gc=1`, file);
  } finally {
    await server.stop();
  }
}
