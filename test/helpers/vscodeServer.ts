import * as fs from 'node:fs';
import * as path from 'node:path';
import { findFreePort } from './port';
import { type ProcessGroup, startProcessGroup } from './processGroup';
import { testResultsFolder } from './repository';
import { ensureVscodeServer } from './vscodeServerPackage';
import { waitFor } from './waitFor';

export interface VscodeServerOptions {
  /** Holds User/settings.json, state and logs. */
  readonly userDataFolder: string;
  /** Holds one folder per installed extension. */
  readonly extensionsFolder: string;
  /** `asked`: folders are restricted until the user trusts them, as in a fresh VS Code. */
  readonly trust: 'off' | 'asked';
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the server and of its extension hosts. */
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
  /** Name of the log under test-results. */
  readonly name: string;
}

export interface VscodeServer {
  /** `127.0.0.1:port`: the authority of remote addresses must equal the page's host. */
  readonly authority: string;
  readonly userDataFolder: string;
  readonly process: ProcessGroup;
  /** Address of the workbench on a folder. */
  addressOf(folder: string): string;
  stop(): Promise<void>;
}

/** Settings that keep the workbench quiet. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.reduceMotion': 'on',
  'remote.autoForwardPorts': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
};

export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  const { node, entry } = ensureVscodeServer();
  const port = options.port ?? (await findFreePort());
  writeUserSettings(options);
  fs.mkdirSync(options.extensionsFolder, { recursive: true });
  const config = path.join(options.userDataFolder, 'code-server.yaml');
  fs.writeFileSync(config, '{}\n');

  fs.mkdirSync(testResultsFolder, { recursive: true });
  const log = fs.openSync(path.join(testResultsFolder, `${options.name}-server.log`), 'w');
  const group = startProcessGroup(
    node,
    [
      entry,
      ...['--config', config, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--user-data-dir', options.userDataFolder, '--extensions-dir', options.extensionsFolder],
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      '--ignore-last-opened',
      ...(options.trust === 'off' ? ['--disable-workspace-trust'] : []),
    ],
    { env: serverEnvironment(options.env ?? {}), stdio: ['ignore', log, log] },
  );
  fs.closeSync(log);
  await waitUntilHealthy(group, port, options.name);
  const authority = `127.0.0.1:${port}`;
  return {
    authority,
    userDataFolder: options.userDataFolder,
    process: group,
    addressOf: (folder) => `http://${authority}/?folder=${encodeURI(toServerPath(folder))}`,
    stop: () => group.stop(),
  };
}

/** A path as it stands in remote addresses: `C:\a` becomes `/C:/a`. */
export function toServerPath(file: string): string {
  const slashed = file.replaceAll('\\', '/');
  return slashed.startsWith('/') ? slashed : `/${slashed}`;
}

function writeUserSettings(options: VscodeServerOptions): void {
  const folder = path.join(options.userDataFolder, 'User');
  fs.mkdirSync(folder, { recursive: true });
  const trust = options.trust === 'off' ? { 'security.workspace.trust.enabled': false } : {};
  const all = { ...quietSettings, ...trust, ...options.settings };
  fs.writeFileSync(path.join(folder, 'settings.json'), `${JSON.stringify(all, null, 2)}\n`);
}

/** code-server reads PORT and PASSWORD; an outer VS Code's variables would make it a child of that one. */
function serverEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(PORT|PASSWORD|HASHED_PASSWORD|VSCODE_.*|NODE_OPTIONS|ELECTRON_.*)$/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

async function waitUntilHealthy(group: ProcessGroup, port: number, name: string): Promise<void> {
  let gone = false;
  group.ended.then(
    () => {
      gone = true;
    },
    () => {
      gone = true;
    },
  );
  const healthy = await waitFor(
    "VS Code's server to answer",
    async () => gone || (await fetch(`http://127.0.0.1:${port}/healthz`)).ok,
    60_000,
  );
  if (!healthy || gone) {
    throw new Error(`VS Code's server ended at once: see test-results/${name}-server.log`);
  }
}
