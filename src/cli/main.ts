import { MessageError } from '../base/message';
import { createEngine } from '../engine/node/createEngine';
import { type Command, type CommandResult, UsageError } from './command';
import { commands } from './commands';
import { optionLines, parseOptions } from './options';
import { printable } from './reportText';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line without its process: `args` are the words behind `heaplens`. Never throws. */
export async function runHeaplens(args: readonly string[]): Promise<Outcome> {
  try {
    const [name, ...rest] = args;
    if (name === 'help' || name === '--help' || name === '-h') return printed({ text: usage() });
    const command = commands.find((candidate) => candidate.name === name);
    if (!command) throw new UsageError(name ? `unknown command "${name}"` : 'a command is missing');
    return printed(await run(command, rest));
  } catch (error) {
    const reason = `heaplens: ${printable(reasonOf(error))}\n`;
    const isUsage = error instanceof UsageError;
    const stderr = isUsage && error.showsUsage ? `${reason}\n${usage()}` : reason;
    const isQuestion = error instanceof MessageError && error.detail.id.startsWith('question.');
    return { exitCode: isUsage || isQuestion ? 1 : 2, stdout: '', stderr };
  }
}

function printed({ text, notes = [], exitCode = 0 }: CommandResult): Outcome {
  return { exitCode, stdout: text, stderr: notes.map((note) => `heaplens: ${printable(note)}\n`).join('') };
}

async function run(command: Command, args: readonly string[]): Promise<CommandResult> {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  if (flags.includes('--help') || flags.includes('-h')) return { text: usage() };
  const options = parseOptions(command, args);
  const engine = createEngine();
  try {
    return await command.run(options, engine);
  } finally {
    engine.dispose();
  }
}

function usage(): string {
  const lines = commands.flatMap(({ name, args, summary, ownOptions = [] }, position) => [
    `${position === 0 ? 'Usage:' : '      '} heaplens ${name} ${args} [options]`.padEnd(44) + summary,
    ...optionLines(ownOptions).map((line) => `            ${line}`),
  ]);
  return `${lines.join('\n')}

Several files are merged into one profile. Options are named and meant as pprof's; its spelling (-show_from=RE) is read too.

${optionLines().join('\n')}

Exit status: 0; 1 for wrong usage; 2 for a file that cannot be read as a profile; 3 where the total of a diff grew by more
than --fail-above, or an allocation site grows with --fail-growing.
`;
}

function reasonOf(error: unknown): string {
  if (error instanceof MessageError) return error.message;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path} does not exist.`;
  if (code === 'EISDIR') return 'This is a folder, not a file.';
  if (code === 'EACCES') return `${path} may not be read by this user.`;
  return (message ?? String(error)).split('\n', 1)[0]!;
}
