import { version } from '../../package.json';
import { MessageError } from '../base/message';
import { createEngine } from '../engine/node/createEngine';
import { type Command, type CommandResult, type LiveOutput, UsageError } from './command';
import { commands } from './commands';
import { optionLines, parseOptions, sharedOptionsOf } from './options';
import { printable } from './reportText';
import { shellText } from './shellWords';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line without its process: `args` are the words behind `heaplens`. Never throws. */
export async function runHeaplens(args: readonly string[], live = endOnly): Promise<Outcome> {
  const [name, ...rest] = args;
  const named = (word: string | undefined) => commands.find((candidate) => candidate.name === word);
  const command = named(name);
  try {
    if (name === 'help' || name === '--help' || name === '-h') {
      const asked = named(rest[0]);
      return printed({ text: asked ? commandUsage(asked) : usage() });
    }
    if (name === '--version') return printed({ text: `heaplens ${version}\n` });
    if (!command) throw new UsageError(name ? `unknown command "${name}"` : 'a command is missing');
    return printed(await run(command, rest, live));
  } catch (error) {
    const reason = `heaplens: ${printable(reasonOf(error))}\n`;
    const isUsage = error instanceof UsageError;
    const stderr = isUsage && error.showsUsage ? `${reason}\n${shortUsage(command)}` : reason;
    const isQuestion = error instanceof MessageError && /^(?:question|filter|search)\./.test(error.detail.id);
    return { exitCode: isUsage || isQuestion ? 1 : 2, stdout: '', stderr };
  }
}

/** Where nobody listens on the way, the answer at the end is all. */
const endOnly: LiveOutput = {
  write: async () => {},
  note: () => {},
  interrupted: () => new AbortController().signal,
};

function printed({ text, notes = [], exitCode = 0 }: CommandResult): Outcome {
  return { exitCode, stdout: text, stderr: notes.map((note) => `heaplens: ${printable(note)}\n`).join('') };
}

async function run(command: Command, args: readonly string[], live: LiveOutput): Promise<CommandResult> {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  if (flags.includes('--help') || flags.includes('-h')) return { text: commandUsage(command) };
  const options = parseOptions(command, args);
  const engine = createEngine();
  try {
    return await command.run(options, engine, live);
  } finally {
    engine.dispose();
  }
}

/** What a wrong command line is answered with: a screen full of options would push the reason out of sight. */
function shortUsage(command: Command | undefined): string {
  const usageOf = command
    ? usageLines(command, 'Usage:')
    : ['Usage: heaplens COMMAND FILE… [options]', `Commands: ${commands.map(({ name }) => name).join(', ')}`];
  const more = command ? `heaplens help ${command.name}` : 'heaplens help';
  return `${usageOf.join('\n')}\n\n"${more}" tells of all options.\n`;
}

function commandUsage(command: Command): string {
  const shared = optionLines(sharedOptionsOf(command.sharedOptions));
  return `${[usageLines(command, 'Usage:'), shared]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}
`;
}

function usageLines({ name, args, summary, ownOptions = [] }: Command, head: string): string[] {
  const call = `${head} heaplens ${name} ${args} [options] `;
  return [
    call.padEnd(summaryColumn) + summary,
    ...optionLines(ownOptions, summaryColumn - 15).map((line) => `            ${line}`),
  ];
}

/** Wide enough for every call and every option. */
const summaryColumn = 48;

function usage(): string {
  const lines = commands.flatMap((command, position) =>
    usageLines(command, position === 0 ? 'Usage:' : '      '),
  );
  return `${lines.join('\n')}

Several files are merged into one profile. Options are named and meant as pprof's; its spelling (-show_from=RE) is read too.

${optionLines().join('\n')}

Exit status: 0; 1 for wrong usage; 2 for a file that cannot be read, or a program that does not answer; 3 where the total of a diff
grew by more than --fail-above, an allocation site grows with --fail-growing, or what was judged has a finding with --fail-on.
`;
}

function reasonOf(error: unknown): string {
  if (error instanceof MessageError) return shellText(error.detail);
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path} does not exist.`;
  if (code === 'EACCES') return `${path} may not be read by this user.`;
  return (message ?? String(error)).split('\n', 1)[0]!;
}
