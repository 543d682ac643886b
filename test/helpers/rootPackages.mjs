// The root packages, installed when they are missing or not those of package-lock.json. Plain Node: runs before any package is there.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `npm ci` unless node_modules holds what package-lock.json asks for. Throws with npm's output when that fails. */
export function ensureRootPackages() {
  const missing = firstStalePackage();
  if (missing === null) {
    return;
  }
  console.log(`Installing packages (${missing} is missing or has another version): npm ci`);
  runNpm(['ci', '--no-audit', '--no-fund'], repositoryRoot);
}

/** Runs npm with its output shown. Throws when it fails. */
export function runNpm(args, cwd) {
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd,
    stdio: 'inherit',
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (error || status !== 0) {
    throw new Error(`npm ${args.join(' ')} failed in ${cwd}: ${error?.message ?? `exit code ${status}`}`);
  }
}

/** Compares the lockfile with the one that npm leaves in node_modules. Optional packages may be absent. */
function firstStalePackage() {
  const wanted = readPackages(path.join(repositoryRoot, 'package-lock.json'));
  const hidden = path.join(repositoryRoot, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(hidden)) {
    return 'node_modules';
  }
  const present = readPackages(hidden);
  for (const [folder, { version, optional }] of Object.entries(wanted)) {
    if (folder !== '' && present[folder]?.version !== version && !(optional && !present[folder])) {
      return folder.replace(/^node_modules\//, '');
    }
  }
  return null;
}

function readPackages(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}
