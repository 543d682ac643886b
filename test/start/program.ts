import * as path from 'node:path';
import { buildGoProgram, goVersion, leakySource, startGoServer } from '../helpers/goProgram';
import { startReplay } from './replay';

/** Where Go programs serve /debug/pprof/ by custom, and where the command looks. */
export const pprofPort = 6060;

/** Starts the leaky shop where Go is present, else a server with answers that it gave once. Says what runs. */
export async function startProgram(home: string): Promise<string> {
  const version = goVersion();
  if (version === null) {
    await startReplay(pprofPort);
    return `Go is not on PATH: http://localhost:${pprofPort}/debug/pprof/ answers with recorded profiles of a leaky program.`;
  }
  const binary = path.join(home, process.platform === 'win32' ? 'leaky.exe' : 'leaky');
  buildGoProgram(leakySource, binary);
  await startGoServer(binary, pprofPort);
  return `A leaky program (${version}) runs, with http://localhost:${pprofPort}/debug/pprof/`;
}
