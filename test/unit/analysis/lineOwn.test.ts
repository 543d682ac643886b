import assert from 'node:assert/strict';
import { computeLineCosts } from '../../../src/analysis/lineCosts';
import { computeProfileFacts } from '../../../src/analysis/profileFacts';
import { profileOf } from '../../helpers/profileText';

/** `file:line flat own` of every line that answers for something. */
function check(text: string, expected: readonly string[]): void {
  const profile = profileOf(text);
  const costs = computeLineCosts(profile, computeProfileFacts(profile, 0).sampleTypes, 0);
  const found = costs.files.flatMap((file, at) => {
    const rows = Array.from(
      { length: costs.lineStart[at + 1]! - costs.lineStart[at]! },
      (_, i) => costs.lineStart[at]! + i,
    );
    return rows
      .filter((row) => costs.lineOwn[0]![row] !== 0)
      .map((row) => `${file}:${costs.line[row]} ${costs.lineFlat[0]![row]} ${costs.lineOwn[0]![row]}`);
  });
  assert.deepEqual(found, expected);
}

describe('own cost of a line', () => {
  it('is what the standard library spends for the innermost line outside it', () => {
    check(
      `
        main.main main.go:9;app.Serve app.go:20;sync.(*Cond).Wait cond.go:7;runtime.gopark proc.go:1 10
        main.main main.go:9;app.Serve app.go:20 2
        main.main main.go:12;encoding/json.Marshal encode.go:3 5`,
      ['app.go:20 2 12', 'main.go:12 0 5'],
    );
  });

  it('stays with a callback that the standard library calls', () => {
    check('main.main main.go:9;slices.SortFunc sort.go:4;main.less main.go:30 7', ['main.go:30 7 7']);
  });

  it('is nobody’s where the standard library was not called from outside', () => {
    check('runtime.gcBgMarkWorker mgc.go:4;runtime.systemstack asm.s:1 7', []);
  });
});
