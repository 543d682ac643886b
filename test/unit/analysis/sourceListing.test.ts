import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { lines, profileBytes } from '../../helpers/profileText';

describe('source listing', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine();
  });
  after(() => engine.dispose());

  async function list(
    expression: string,
    text: string,
    sketch: Partial<ProfileSketch> = {},
  ): Promise<string> {
    const [profile] = await engine.openProfiles(profileBytes(text, sketch), { name: 'test.pb.gz' });
    const { functions } = await engine.ask(profile!.handle, 'sourceListing', { sampleIndex: 0, expression });
    return functions
      .flatMap((fn) => [
        `${fn.name} ${fn.file} ${fn.flat} ${fn.cum}`,
        ...fn.lines.flatMap(({ line, flat, cum, inlined }) => [
          `  ${line}: ${flat} ${cum}`,
          ...inlined.map((call) => {
            const indent = '  '.repeat(1 + call.depth);
            return `${indent}${call.name} ${call.file}:${call.line} ${call.flat} ${call.cum}`;
          }),
        ]),
      ])
      .join('\n');
  }

  async function check(expected: string, ...args: Parameters<typeof list>): Promise<void> {
    assert.equal(await list(...args), lines(expected));
  }

  it('lists lines of matching functions, by name and file', () =>
    check(
      `
      shop.Buy a.go 2 5
        3: 2 2
        9: 0 3
      shop.Buy b.go 1 1
        4: 1 1`,
      'Buy',
      `
      main m.go:1;shop.Buy a.go:9;shop.load l.go:2 3
      main m.go:1;shop.Buy a.go:3 2
      main m.go:1;shop.Buy b.go:4 1`,
    ));

  it('counts a sample once per line under recursion, and for each line in the head', () =>
    check(
      `
      f a.go 4 8
        1: 0 4
        2: 4 4`,
      '^f$',
      'main m.go:1;f a.go:1;f a.go:1;f a.go:2 4',
    ));

  it('shows what was inlined below a line, and counts it at the inlined functions alone', () =>
    check(
      `
      outer a.go 1 15
        5: 1 15
          g g.go:2 5 14
            h h.go:8 9 9`,
      'outer',
      `
      main m.go:1;outer a.go:5|g g.go:2|h h.go:8 9
      main m.go:1;outer a.go:5|g g.go:2 5
      main m.go:1;outer a.go:5 1`,
    ));

  it('orders inlined calls by weight and counts a path once under recursion', () =>
    check(
      `
      f a.go 4 13
        1: 1 10
          heavy h.go:1 6 6
          light l.go:1 0 3
            f a.go:9 3 3
        9: 3 3`,
      '^f$',
      `
      main m.go:1;f a.go:1;f a.go:1|heavy h.go:1 6
      main m.go:1;f a.go:1|light l.go:1|f a.go:9 3
      main m.go:1;f a.go:1 1`,
    ));

  it('tells how sure the lines of a CPU profile are', async () => {
    const sketch = { types: ['cpu/nanoseconds'], periodType: 'cpu/nanoseconds', period: 10 };
    const [profile] = await engine.openProfiles(profileBytes('f a.go:1 40', sketch), { name: 'cpu.pb.gz' });
    const ask = { sampleIndex: 0, expression: 'f' };
    const { functions } = await engine.ask(profile!.handle, 'sourceListing', ask);
    // Four ticks: 1 / sqrt(4).
    assert.equal(functions[0]!.lines[0]!.relativeError, 0.5);
  });

  it('matches nothing without complaint', () => check('', 'nothing', 'main m.go:1 4'));
});
