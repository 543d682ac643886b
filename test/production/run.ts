import * as path from 'node:path';
import { goVersion } from '../helpers/goProgram';
import { hasPrometheus } from '../helpers/prometheus';
import { makeTemporaryFolder, removeFolder } from '../helpers/repository';
import { checkAlerts } from './alerts';

/** How a layer tells test/all.mjs that it could not run here; its last line says why. */
const notRunCode = 77;

/** Into production: a real Prometheus scrapes real programs, and what Heaplens exported judges them. */
async function main(): Promise<number> {
  if (goVersion() === null) return notRun('there is no `go` here to build the programs that are watched');
  // In continuous integration it is an error instead.
  if (!hasPrometheus('prometheus') || !hasPrometheus('promtool')) {
    return notRun('there is no Prometheus here (Debian: apt-get install prometheus)');
  }
  const folder = path.resolve(makeTemporaryFolder('production'));
  try {
    const { passed, failures } = await checkAlerts(folder);
    for (const failure of failures) console.log(failure);
    console.log(`${passed} passed, ${failures.length} failed`);
    return failures.length === 0 ? 0 : 1;
  } finally {
    removeFolder(folder);
  }
}

function notRun(why: string): number {
  console.log(`production: not run, ${why}`);
  return notRunCode;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.log(error);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  },
);
