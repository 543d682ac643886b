import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { MessageError } from '../../../src/base/message';
import type { Derivation, Engine, ProfileEvidence } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { decodePprof } from '../../../src/formats/pprof/decode';
import { noQuestion, type Question } from '../../../src/model/question';
import type { LineCosts } from '../../../src/model/views';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { profileBytes, samplesText } from '../../helpers/profileText';

const older = `
  main.main m.go:9;main.serve s.go:5;main.put p.go:7 30 300
  main.main m.go:9;main.serve s.go:5 10 100 {tenant=a}
  main.main m.go:9;main.steady t.go:3 5 50`;
const newer = `
  main.main m.go:9;main.serve s.go:5;main.put p.go:7 42 420
  main.main m.go:9;main.serve s.go:5 4 40 {tenant=a}
  main.main m.go:9;main.steady t.go:3 5 50`;
const types: Partial<ProfileSketch> = { types: ['alloc_space/bytes', 'inuse_space/bytes'] };

const askedQuestions: Readonly<Record<string, Partial<Question>>> = {
  focus: { focus: 'put' },
  ignore: { ignore: 'put' },
  hide: { hide: 'serve' },
  show: { show: 'serve|put' },
  'show from': { showFrom: 'serve' },
  'prune from': { pruneFrom: 'put' },
  'tag root': { tagRoot: 'tenant' },
  'tag focus': { tagFocus: 'a' },
  'tag hide': { tagHide: 'tenant' },
  'no inlined calls': { noInlines: true },
  'folded types': { foldTypes: true },
};

describe('derived profiles', () => {
  let engine: Engine;
  let base: ProfileEvidence;
  let current: ProfileEvidence;

  before(async () => {
    engine = createEngine();
    base = await open(older, { timeNanos: 60_000_000_000n });
    current = await open(newer, { timeNanos: 90_000_000_000n });
  });
  after(() => engine.dispose());

  const open = async (text: string, options: Partial<ProfileSketch> = {}) =>
    (await engine.openProfiles(profileBytes(text, { ...types, ...options }), { name: 'x' }))[0]!;
  const compare = (mode: 'base' | 'diffBase', normalize = false) =>
    engine.derive({ kind: 'compare', base: [base.handle], current: [current.handle], mode, normalize });

  it('adds open profiles up, and leaves them open', async () => {
    const merged = await engine.derive({ kind: 'merge', of: [base.handle, current.handle] });
    assert.equal(merged.facts.sampleTypes[1]!.total, 960);
    assert.equal(merged.facts.inflatedBytes, base.facts.inflatedBytes + current.facts.inflatedBytes);
    assert.equal(merged.facts.comparison, null);
    assert.equal(
      (await engine.ask(base.handle, 'top', { sampleIndex: 1, granularity: 'functions' })).total,
      450,
    );
  });

  it('tells what it compares', async () => {
    const { facts, problems } = await compare('diffBase');
    assert.deepEqual(facts.comparison, {
      mode: 'diffBase',
      normalized: false,
      baseTotals: [45, 450],
      currentTotals: [51, 510],
      baseTimeMs: 60_000,
      currentTimeMs: 90_000,
    });
    assert.deepEqual([facts.sampleTypes[1]!.total, facts.sampleTypes[1]!.sum], [450, 60]);
    assert.deepEqual(problems, []);
  });

  for (const mode of ['base', 'diffBase'] as const) {
    it(`shows both sides of every row of the table: ${mode}`, async () => {
      const { handle } = await compare(mode);
      const table = await engine.ask(handle, 'top', { sampleIndex: 1, granularity: 'functions' });
      const { baseFlat, currentFlat, baseCum, currentCum } = table.compared!;
      const rows = table.name.map(
        (name, row) =>
          `${name} ${table.flat[row]} ${baseFlat[row]} → ${currentFlat[row]}, ${table.cum[row]} ${baseCum[row]} → ${currentCum[row]}`,
      );
      assert.deepEqual(rows, [
        'main.put 120 300 → 420, 120 300 → 420',
        'main.serve -60 100 → 40, 60 400 → 460',
        'main.main 0 0 → 0, 60 450 → 510',
      ]);
    });

    it(`draws boxes as wide as both sides together, also where nothing changed: ${mode}`, async () => {
      const { handle } = await compare(mode);
      const flame = await engine.ask(handle, 'flame', { sampleIndex: 1, root: 0 });
      const boxes = Array.from(flame.node, (_, row) => {
        const name = flame.frame[row]! < 0 ? 'all' : flame.frames.name[flame.frame[row]!];
        const { base: before, current: after } = flame.compared!;
        return `${name} ${flame.weight[row]}: ${before[row]} → ${after[row]} = ${flame.total[row]}`;
      });
      assert.deepEqual(boxes, [
        'all 960: 450 → 510 = 60',
        'main.main 960: 450 → 510 = 60',
        'main.serve 860: 400 → 460 = 60',
        'main.put 720: 300 → 420 = 120',
        'main.steady 100: 50 → 50 = 0',
      ]);
    });
  }

  it('tells both sides of a function and of a call, for every value type', async () => {
    const { handle } = await compare('base');
    const frame = await engine.ask(handle, 'findFunction', { name: 'main.serve' });
    const details = await engine.ask(handle, 'functionDetails', { frame, sampleIndex: 1 });
    const both = { baseFlat: [10, 100], currentFlat: [4, 40], baseCum: [40, 400], currentCum: [46, 460] };
    assert.deepEqual(details.compared, both);
    const flame = await engine.ask(handle, 'flame', { sampleIndex: 1, root: 0 });
    const row = Array.from(flame.frame).findIndex((at) => flame.frames.name[at] === 'main.serve');
    const node = await engine.ask(handle, 'nodeDetails', { node: flame.node[row]!, sampleIndex: 0 });
    assert.deepEqual(node.compared, both);
    assert.deepEqual([node.self, node.total], [-6, 6]);
  });

  it('gives the overlay the base of every line and function that changed', async () => {
    const { handle } = await compare('base');
    const costs = await engine.ask(handle, 'lineCosts', {});
    assert.deepEqual(lineTexts(costs), [
      'm.go:9 60 of 450 → main.main 60 of 450',
      'p.go:7 120 of 300 → main.put 120 of 300',
      's.go:5 60 of 400 → main.serve 60 of 400',
    ]);
    const alone = await engine.ask(base.handle, 'lineCosts', {});
    assert.equal(alone.base, null);
  });

  it('exports the difference', async () => {
    const { handle } = await compare('base');
    const bytes = await engine.ask(handle, 'export', { format: 'pprof', sampleIndex: 0, title: '' });
    assert.equal(
      samplesText(decodePprof(gunzipSync(bytes), 'x').value),
      'main.main m.go:9;main.serve s.go:5;main.put p.go:7 12 120\nmain.main m.go:9;main.serve s.go:5 -6 -60 {tenant=a}',
    );
  });

  for (const [name, asked] of Object.entries(askedQuestions)) {
    it(`keeps both sides under every question: ${name}`, async () => {
      const { handle } = await compare('base');
      const question = { ...noQuestion, ...asked };
      const scope = { sampleIndex: 1, question };
      const table = await engine.ask(handle, 'top', { ...scope, granularity: 'functions' });
      const { baseFlat, currentFlat, baseCum, currentCum } = table.compared!;
      assert.ok(table.length > 0);
      for (let row = 0; row < table.length; row++) {
        assert.equal(table.flat[row], Number(currentFlat[row]) - Number(baseFlat[row]), table.name[row]);
        assert.equal(table.cum[row], Number(currentCum[row]) - Number(baseCum[row]), table.name[row]);
      }
      const flame = await engine.ask(handle, 'flame', { ...scope, root: 0 });
      assert.equal(flame.weight[0], flame.compared!.base[0]! + flame.compared!.current[0]!);
    });
  }

  it('refuses what does not fit, and sides without a profile', async () => {
    const cpu = await open('main.main m.go:9 1', { types: ['cpu/nanoseconds'] });
    await refused({ kind: 'merge', of: [base.handle, cpu.handle] }, /no value type in common/);
    await refused({ kind: 'merge', of: [] }, /at least one profile/);
    const sides = { base: [], current: [current.handle], mode: 'base', normalize: false } as const;
    await refused({ kind: 'compare', ...sides }, /at least one profile/);
    await refused({ kind: 'merge', of: [-1] }, /closed/);
  });

  async function refused(derivation: Derivation, expected: RegExp): Promise<void> {
    await assert.rejects(
      engine.derive(derivation),
      (error) => error instanceof MessageError && expected.test(error.message),
    );
  }
});

/** `file:line cum of base → function cum of base`, of inuse_space. */
function lineTexts(costs: LineCosts): string[] {
  const { lineCum, functionCum } = costs.base!;
  return costs.files.flatMap((file, index) =>
    Array.from({ length: costs.lineStart[index + 1]! - costs.lineStart[index]! }, (_, at) => {
      const row = costs.lineStart[index]! + at;
      const fn = costs.lineFunction[row]!;
      const line = `${file}:${costs.line[row]} ${costs.lineCum[1]![row]} of ${lineCum[1]![row]}`;
      return `${line} → ${costs.functionName[fn]} ${costs.functionCum[1]![fn]} of ${functionCum[1]![fn]}`;
    }),
  );
}
