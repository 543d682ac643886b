import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { repositoryRoot } from './repository';
import { runNpm } from './rootPackages.mjs';

/** VS Code's server build, ready to start: `node entry …`. */
export interface VscodeServerPackage {
  /** A Node.js of the version that the server needs. */
  readonly node: string;
  readonly entry: string;
}

const folder = path.join(repositoryRoot, 'test', 'vscode-server');
const modules = path.join(folder, 'node_modules');
const stamp = path.join(modules, '.heaplens-installed');

/**
 * Installs the server into test/vscode-server/node_modules unless that was done for this lockfile before.
 * Nothing native is built: --ignore-scripts, and the inner packages in a second step that the server's own script would do.
 */
export function ensureVscodeServer(): VscodeServerPackage {
  const wanted = createHash('sha256')
    .update(fs.readFileSync(path.join(folder, 'package-lock.json')))
    .digest('hex');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
    console.log("Installing VS Code's server build (about 600 MB, once): test/vscode-server");
    runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
    runNpm(
      ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      path.join(modules, 'code-server', 'lib', 'vscode'),
    );
    fs.writeFileSync(stamp, wanted);
  }
  return { node: findServerNode(), entry: path.join(modules, 'code-server', 'out', 'node', 'entry.js') };
}

/** The Node.js that came with the optional package for this platform, else the running one if it will do. */
function findServerNode(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const candidates = ['node', 'node-bin'].map((prefix) =>
    path.join(
      modules,
      `${prefix}-${platform}-${process.arch}`,
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    ),
  );
  const found = candidates.find((file) => fs.existsSync(file));
  if (found !== undefined) {
    return found;
  }
  if (process.versions.node.startsWith('24.')) {
    return process.execPath;
  }
  throw new Error(
    `VS Code's server build needs Node.js 24; none is packaged for ${process.platform}-${process.arch} ` +
      `and this is ${process.versions.node}. Run the command with Node.js 24`,
  );
}
