// npm test: every layer from a fresh clone, a line for each, and the sum in the last line.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ensureRootPackages, repositoryRoot } from './helpers/rootPackages.mjs';

/** How a layer tells that it could not run here; its last line says why. */
const notRunCode = 77;

const tsx = ['--import', 'tsx'];

/**
 * `counts`: where the numbers stand in the layer's output. `check`: the layer is one check, passed when it exits with 0.
 * `required`: in CI it is a failure when the layer could not run.
 */
const layers = [
  { name: 'lint', npm: 'lint', counts: 'check', minutes: 2 },
  { name: 'types', npm: 'typecheck', counts: 'check', minutes: 3 },
  { name: 'build', npm: 'build', counts: 'check', minutes: 2 },
  { name: 'unit', npm: 'test:unit', counts: 'mocha', minutes: 8 },
  { name: 'corpus', npm: 'test:corpus', counts: 'lastLine', minutes: 10 },
  { name: 'pressure', npm: 'test:pressure', counts: 'lastLine', minutes: 6, required: true },
  { name: 'production', npm: 'test:production', counts: 'lastLine', minutes: 3, required: true },
  { name: 'package', node: [...tsx, 'test/package/run.ts'], counts: 'lastLine', minutes: 3 },
  { name: 'integration', npm: 'test:integration', counts: 'lastLine', minutes: 10, required: true },
  { name: 'e2e', npm: 'test:e2e', counts: 'lastLine', minutes: 20, required: true },
];

async function main() {
  ensureRootPackages();
  const wanted = process.argv.slice(2);
  const results = [];
  for (const layer of layers.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    console.log(`\n── ${layer.name} ──`);
    results.push(judge(layer, await run(layer)));
    if (layer.name === 'build' && results.at(-1).failed > 0) {
      break; // nothing that follows would test what is written
    }
  }
  console.log('');
  for (const { name, passed, failed, seconds, note } of results) {
    const line = `${name.padEnd(12)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`;
    console.log(`${line} ${seconds.toFixed(1).padStart(7)} s${note ? `   ${note}` : ''}`);
  }
  const failed = sum(results.map((result) => result.failed));
  console.log(`\n${sum(results.map((result) => result.passed))} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** Runs a layer with its output shown and kept under test-results. */
function run(layer) {
  const [command, args] = layer.npm ? npmRun(layer.npm) : [process.execPath, layer.node];
  const started = Date.now();
  const log = path.join(repositoryRoot, 'test-results', `${layer.name}.log`);
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const detached = process.platform !== 'win32';
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached,
      shell: command === 'npm' && !detached,
      env: { ...process.env, NO_COLOR: '1' },
    });
    running = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        process.stdout.write(text);
      });
    }
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child);
    }, layer.minutes * 60_000);
    child.once('error', (error) => {
      output += error.message;
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      fs.writeFileSync(log, output);
      resolve({ code, late, output, seconds: (Date.now() - started) / 1000 });
    });
  });
}

function judge(layer, { code, late, output, seconds }) {
  const base = { name: layer.name, seconds, passed: 0, failed: 1 };
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  if (late) {
    return { ...base, note: `ended after ${layer.minutes} minutes` };
  }
  if (code === notRunCode) {
    const failed = layer.required && process.env.CI ? 1 : 0;
    return { ...base, failed, note: lastLine };
  }
  if (layer.counts === 'check') {
    return code === 0 ? { ...base, passed: 1, failed: 0 } : base;
  }
  const counted = layer.counts === 'mocha' ? readMocha(output) : readLastLine(lastLine);
  if (counted === null) {
    return { ...base, note: `exit code ${code}, no count` };
  }
  const silent = code !== 0 && counted.failed === 0;
  return {
    ...base,
    ...counted,
    ...(silent ? { failed: 1, note: `exit code ${code}` } : {}),
  };
}

function readMocha(output) {
  const passed = /^\s*(\d+) passing/m.exec(output);
  const failed = /^\s*(\d+) failing/m.exec(output);
  return passed ? { passed: Number(passed[1]), failed: Number(failed?.[1] ?? 0) } : null;
}

function readLastLine(line) {
  const found = /^(\d+) passed, (\d+) failed$/.exec(line.trim());
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : null;
}

function npmRun(script) {
  const npm = process.env.npm_execpath;
  const args = ['run', '--silent', script];
  return npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
}

let running = null;

function endGroup(child) {
  if (process.platform === 'win32') {
    child.kill();
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => {
    if (running !== null) endGroup(running);
    process.exit(code);
  });
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

main().catch((error) => {
  console.error(error.message);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
