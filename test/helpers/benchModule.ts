import * as fs from 'node:fs';
import * as path from 'node:path';

/** Puts a copy of test/fixtures/programs/bench, a module whose tests are there to be profiled, into a folder: `FOLDER/bench`. */
export function copyBenchModule(repository: string, folder: string): string {
  const target = path.join(folder, 'bench');
  fs.cpSync(path.join(repository, 'test', 'fixtures', 'programs', 'bench'), target, { recursive: true });
  return target;
}
