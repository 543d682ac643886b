import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { MessageError, message } from '../base/message';
import { abortError } from '../base/rpc';

/** What the go command says of itself in a folder. */
export interface GoFacts {
  /** `go1.26.8`; '' for versions before 1.16, which do not tell. */
  readonly version: string;
  /** The module's go.mod; null where the folder belongs to none. */
  readonly modFile: string | null;
  /** Without modules, as before Go 1.11. */
  readonly isGopathMode: boolean;
  /** Where builds and test binaries may be put: '' for the system's place. */
  readonly temporaryFolder: string;
}

/**
 * The path of the `go` to run: the setting, else the one on PATH, else where installers put it. A file named go.exe in the
 * current folder is none of these, so folders of PATH that are not absolute are passed over. Throws a MessageError.
 */
export async function findGo(setting: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (setting !== '') {
    if (await isProgram(setting)) return setting;
    const inside = path.join(setting, 'bin', executable); // GOROOT was given
    if (await isProgram(inside)) return inside;
    throw new MessageError(
      message(
        'gotool.settingWrong',
        'There is no program {path}, which "heaplens.go.path" names. Give the path of the go command, or leave the setting empty to use the one on PATH.',
        { path: setting },
      ),
    );
  }
  for (const folder of [...pathFolders(env), ...usualFolders(env)]) {
    const candidate = path.join(folder, executable);
    if (await isProgram(candidate)) return candidate;
  }
  throw new MessageError(
    message(
      'gotool.missing',
      'The go command is not on PATH. Install Go (https://go.dev/dl), or give its path in "heaplens.go.path".',
    ),
  );
}

/** Asks `go env`. Rejects with a MessageError that has go's own words, or with an AbortError. */
export async function askGo(
  go: string,
  folder: string,
  options: { readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal } = {},
): Promise<GoFacts> {
  const names = ['GOVERSION', 'GOMOD', 'GO111MODULE', 'GOTMPDIR'];
  const text = await run(go, ['env', '-json', ...names], folder, options);
  const facts = parseFacts(text);
  if (facts === null) {
    throw new MessageError(
      message('gotool.notGo', '{path} does not answer as the go command does: "go env" said {text}', {
        path: go,
        text: JSON.stringify(text.slice(0, shownLength)),
      }),
    );
  }
  const { GOVERSION = '', GOMOD = '', GO111MODULE = '', GOTMPDIR = '' } = facts;
  return {
    version: GOVERSION,
    modFile: GOMOD === '' || GOMOD === os.devNull ? null : GOMOD,
    isGopathMode: GO111MODULE === 'off',
    temporaryFolder: GOTMPDIR,
  };
}

const executable = process.platform === 'win32' ? 'go.exe' : 'go';
const shownLength = 300;
const largestAnswer = 2 ** 20;

function pathFolders(env: NodeJS.ProcessEnv): string[] {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  const list = name === undefined ? '' : (env[name] ?? '');
  return list.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

/** An editor that was not started from a shell may not have Go on its PATH. */
function usualFolders({ GOROOT }: NodeJS.ProcessEnv): string[] {
  const own = GOROOT !== undefined && path.isAbsolute(GOROOT) ? [path.join(GOROOT, 'bin')] : [];
  const usual =
    process.platform === 'win32'
      ? ['C:\\Program Files\\Go\\bin']
      : ['/usr/local/go/bin', '/opt/homebrew/bin'];
  return [...own, ...usual];
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // not there, or not ours to run: the next candidate
  }
}

function run(
  go: string,
  args: readonly string[],
  folder: string,
  { env = process.env, signal }: { env?: NodeJS.ProcessEnv; signal?: AbortSignal },
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      go,
      args,
      { cwd: folder, env, signal, maxBuffer: largestAnswer, windowsHide: true },
      (error, stdout, stderr) => {
        if (signal?.aborted) reject(abortError());
        else if (error) reject(askFailure(go, stderr.trim() || error.message, error));
        else resolve(stdout);
      },
    );
  });
}

function askFailure(go: string, text: string, cause: unknown): MessageError {
  return new MessageError(
    message('gotool.envFailed', '{path} could not be asked for its settings: {text}', {
      path: go,
      text: text.split('\n').slice(-3).join(' ').slice(0, shownLength),
    }),
    { cause },
  );
}

function parseFacts(text: string): Partial<Record<string, string>> | null {
  try {
    const facts: unknown = JSON.parse(text);
    return typeof facts === 'object' && facts !== null ? (facts as Record<string, string>) : null;
  } catch {
    return null; // not go's answer: the caller says so
  }
}
