import type { LiveOutput } from './cli/command';
import { runHeaplens } from './cli/main';
import { printable } from './cli/reportText';

// A reader like `head` closes the pipe early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

const live: LiveOutput = {
  write: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
  note: (line) => void process.stderr.write(`heaplens: ${printable(line)}\n`),
  interrupted: () => {
    const controller = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
    return controller.signal;
  },
};

runHeaplens(process.argv.slice(2), live).then(({ exitCode, stdout, stderr }) => {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
});
