import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { repositoryRoot } from '../helpers/repository';
import { runNpm } from '../helpers/rootPackages.mjs';
import { readZipEntries, type ZipEntry } from '../helpers/zipEntries';

/** All that may be in the .vsix. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|package\.nls(\.[\w-]+)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i,
  /^extension\/dist\/(extension|engineWorker|cli)\.js$/,
  /^extension\/dist\/web\/(extension|engineWorker)\.js$/,
  /^extension\/dist\/webview\/[\w.-]+\.(js|css|ttf)$/,
  /^extension\/media\/[\w./-]+\.(png|svg|json|gz|go|mod|md)$/,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
];
const required = [
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.js',
  'extension/dist/engineWorker.js',
  'extension/dist/web/extension.js',
  'extension/dist/web/engineWorker.js',
  'extension/dist/cli.js',
  'extension/dist/webview/main.js',
  'extension/media/icon.png',
];
const maximumBytes = 2_000_000;

const vsix = path.join(repositoryRoot, 'dist', 'heaplens.vsix');

/** Makes the .vsix and checks what is in it. Leaves a production build in dist. */
function main(): void {
  runNpm(['run', '--silent', 'package'], repositoryRoot);
  const bytes = fs.statSync(vsix).size;
  const entries = readZipEntries(fs.readFileSync(vsix));
  console.log(`heaplens.vsix: ${(bytes / 1e6).toFixed(2)} MB, ${entries.length} files`);
  for (const { name, compressedBytes } of largestFirst(entries).slice(0, 8)) {
    console.log(`  ${String(Math.ceil(compressedBytes / 1000)).padStart(5)} kB  ${name}`);
  }
  const names = entries.map(({ name }) => name);
  const checks: [string, string[]][] = [
    ['holds nothing but what the allowlist names', names.filter((name) => !isAllowed(name))],
    [
      'holds what it needs',
      required.filter((name) => !names.some((other) => other.toLowerCase() === name.toLowerCase())),
    ],
    [`is smaller than ${maximumBytes / 1e6} MB`, bytes < maximumBytes ? [] : [`${bytes} bytes`]],
    ['has the size that README.md says', complaintsAboutReadme(bytes)],
    ['holds a command line that runs', complaintsAboutCli()],
  ];
  for (const [what, complaints] of checks) {
    console.log(`${complaints.length === 0 ? '✔' : '✘'} the .vsix ${what}`);
    for (const complaint of complaints) {
      console.log(`    ${complaint}`);
    }
  }
  const failed = checks.filter(([, complaints]) => complaints.length > 0).length;
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function isAllowed(name: string): boolean {
  return allowed.some((pattern) => pattern.test(name));
}

function largestFirst(entries: readonly ZipEntry[]): ZipEntry[] {
  return [...entries].sort((a, b) => b.compressedBytes - a.compressedBytes);
}

function complaintsAboutReadme(bytes: number): string[] {
  const expected = `dist/heaplens.vsix\` (${(bytes / 1e6).toFixed(1)} MB)`;
  const readme = fs.readFileSync(path.join(repositoryRoot, 'README.md'), 'utf8');
  return readme.includes(expected) ? [] : [`README.md does not say "${expected}"`];
}

/** The production build of the command line reads the sample that the .vsix ships. */
function complaintsAboutCli(): string[] {
  const samples = path.join(repositoryRoot, 'media', 'samples');
  const sample = fs
    .readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .find((name) => name.endsWith('.pb.gz'));
  if (sample === undefined) {
    return ['media/samples holds no profile'];
  }
  const cli = path.join(repositoryRoot, 'dist', 'cli.js');
  const output = execFileSync(process.execPath, [cli, 'top', path.join(samples, sample), '--json'], {
    encoding: 'utf8',
  });
  return JSON.parse(output).rows.length > 0 ? [] : ['heaplens top printed no rows for the sample'];
}

main();
