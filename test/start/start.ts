import { leakySource } from '../helpers/goProgram';
import { isPortTaken } from '../helpers/port';
import { endAllAtExit } from '../helpers/processGroup';
import { makeTemporaryFolder, removeFolder } from '../helpers/repository';
import { openEditor } from './editor';
import { pprofPort, startProgram } from './program';

/** Runs until the editor is closed or the user presses Ctrl-C; then everything that was started ends. */
export async function start(): Promise<void> {
  if (await isPortTaken(pprofPort)) {
    throw new Error(
      `Port ${pprofPort} is taken, and the Go program to try Heaplens on needs it. End what listens there and run npm start again.`,
    );
  }
  endAllAtExit();
  const home = makeTemporaryFolder('start');
  // After what runs in it has ended.
  process.once('exit', () => removeFolder(home));
  const program = await startProgram(home);
  const editor = await openEditor(home, leakySource);
  console.log(`
${program}
${editor.where}

To try:
  1. F1, "Heaplens: Capture heap from localhost:${pprofPort}": the program's heap opens as a flame graph.
  2. Ctrl+click a frame: its line opens, with what each function costs above it and hot lines marked.
  3. Click the costs above a function: the flame graph shows it. F1, "Heaplens: Clear annotations" removes all marks.

Ctrl-C ends everything.`);
  await editor.closed;
  process.exit(0);
}
