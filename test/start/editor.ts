import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findDesktop, hasDisplay } from '../helpers/desktop';
import { installExtension } from '../helpers/installedExtension';
import { startProcessGroup } from '../helpers/processGroup';
import { repositoryRoot } from '../helpers/repository';
import { startVscodeServer } from '../helpers/vscodeServer';

export interface OpenEditor {
  /** Where to look, for the user. */
  readonly where: string;
  /** Settles when the user has closed it; never for a server. */
  readonly closed: Promise<unknown>;
}

/**
 * Opens VS Code on a folder with Heaplens loaded and user data of its own: `code` on PATH, else a downloaded VS Code, else
 * the server build in the browser. HEAPLENS_VSCODE=server goes straight to the last.
 */
export async function openEditor(home: string, folder: string): Promise<OpenEditor> {
  const command = findCode();
  if (command !== null) {
    return openDesktop(command, ['--wait'], home, folder);
  }
  const executable = await findDesktop();
  if (executable !== null) {
    return openDesktop(executable, [], home, folder);
  }
  return openServer(home, folder);
}

/** `code`, unless it is the one of a remote window's terminal, which cannot load an extension under development. */
function findCode(): string | null {
  if (process.env.HEAPLENS_VSCODE === 'server' || process.env.VSCODE_IPC_HOOK_CLI || !hasDisplay()) {
    return null;
  }
  const command = process.platform === 'win32' ? 'code.cmd' : 'code';
  const { status } = spawnSync(command, ['--version'], {
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  return status === 0 ? command : null;
}

function openDesktop(command: string, extra: readonly string[], home: string, folder: string): OpenEditor {
  const userDataFolder = path.join(home, 'user');
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const group = startProcessGroup(
    command,
    [
      ...extra,
      '--new-window',
      `--user-data-dir=${userDataFolder}`,
      `--extensions-dir=${path.join(home, 'extensions')}`,
      `--extensionDevelopmentPath=${repositoryRoot}`,
      '--disable-workspace-trust',
      '--skip-welcome',
      '--skip-release-notes',
      ...(isRoot ? ['--no-sandbox'] : []),
      folder,
    ],
    { stdio: 'ignore', shell: command.endsWith('.cmd') },
  );
  process.once('exit', () => endDesktop(userDataFolder));
  return { where: `VS Code is open on ${folder}`, closed: group.ended };
}

/** `code` starts VS Code apart from itself; the lock in the user data says its process. */
function endDesktop(userDataFolder: string): void {
  const lock = path.join(userDataFolder, 'code.lock');
  const pid = fs.existsSync(lock) ? Number.parseInt(fs.readFileSync(lock, 'utf8'), 10) : Number.NaN;
  if (Number.isNaN(pid)) {
    return;
  }
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function openServer(home: string, folder: string): Promise<OpenEditor> {
  const extensionsFolder = path.join(home, 'extensions');
  await installExtension(extensionsFolder);
  const server = await startVscodeServer({
    userDataFolder: path.join(home, 'user'),
    extensionsFolder,
    trust: 'off',
    name: 'start',
  });
  return {
    where: `VS Code waits for a browser at ${server.addressOf(folder)}`,
    closed: server.process.ended,
  };
}
