import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeLineCosts } from '../../../src/analysis/lineCosts';
import { computeProfileFacts } from '../../../src/analysis/profileFacts';
import type { LineCosts } from '../../../src/model/views';
import { acceptedFixtures, fixtureProfile } from '../../helpers/fixtureProfiles';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { lines, profileOf } from '../../helpers/profileText';

function costsOf(text: string, options: Partial<ProfileSketch> = {}): LineCosts {
  const profile = profileOf(text, options);
  return computeLineCosts(profile, computeProfileFacts(profile, 0).sampleTypes, 0);
}

/** Per file its functions with flat and cum, and below each its lines with flat, cum and callers. */
function costsText(costs: LineCosts, type = 0): string {
  const rows: string[] = [];
  costs.files.forEach((file, at) => {
    rows.push(file);
    for (let fn = costs.functionStart[at]!; fn < costs.functionStart[at + 1]!; fn++) {
      const span = `${costs.functionFirstLine[fn]}-${costs.functionLastLine[fn]}`;
      rows.push(
        `  ${costs.functionName[fn]} ${span}: ${costs.functionFlat[type]![fn]} ${costs.functionCum[type]![fn]}`,
      );
      for (let row = costs.lineStart[at]!; row < costs.lineStart[at + 1]!; row++) {
        if (costs.lineFunction[row] !== fn) continue;
        const callers: string[] = [];
        for (let edge = costs.callerStart[row]!; edge < costs.callerStart[row + 1]!; edge++)
          callers.push(`${costs.callerName[edge]} ${costs.callerValue[edge]}`);
        const from = callers.length === 0 ? '' : ` < ${callers.join(', ')}`;
        rows.push(
          `    ${costs.line[row]}: ${costs.lineFlat[type]![row]} ${costs.lineCum[type]![row]}${from}`,
        );
      }
    }
  });
  return rows.join('\n');
}

function check(text: string, expected: string, options: Partial<ProfileSketch> = {}): void {
  assert.equal(costsText(costsOf(text, options)), lines(expected));
}

describe('line costs', () => {
  it('give every line its flat, cum and callers, and every function their sum', () => {
    check(
      `
        main.main main.go:9;main.serve serve.go:20;main.put put.go:5 10
        main.main main.go:9;main.serve serve.go:21;main.put put.go:5 4
        main.main main.go:9;main.serve serve.go:21 1`,
      `
        main.go
          main.main 9-9: 0 15
            9: 0 15
        put.go
          main.put 5-5: 14 14
            5: 14 14 < main.serve 14
        serve.go
          main.serve 20-21: 1 15
            20: 0 10 < main.main 10
            21: 1 5 < main.main 5`,
    );
  });

  it('count a sample once per line and once per function under recursion', () => {
    check(
      `
        main.walk w.go:5;main.walk w.go:5;main.walk w.go:7 3
        main.walk w.go:5;main.visit v.go:1;main.walk w.go:5 4`,
      `
        v.go
          main.visit 1-1: 0 4
            1: 0 4 < main.walk 4
        w.go
          main.walk 5-7: 7 7
            5: 4 7
            7: 3 3 < main.walk 3`,
    );
  });

  it('fold closures, loop bodies and wrappers into the function that holds them, each sample once', () => {
    check(
      `
        main.run a.go:3;main.run.func1 a.go:5;main.run.func1.2 a.go:7 2
        main.run.gowrap1 a.go:9;main.run.func1 a.go:5 4
        main.run-range1 a.go:11 8
        main.(*T).Get-fm a.go:20 16`,
      `
        a.go
          main.(*T).Get 20-20: 16 16
            20: 16 16
          main.run 3-11: 14 14
            3: 0 2
            5: 4 6 < main.run 6
            7: 2 2 < main.run 2
            9: 0 4
            11: 8 8`,
    );
  });

  it('know functions of which only closures were seen', () => {
    check(
      'main.quiet.func1 q.go:8 5',
      `
        q.go
          main.quiet 8-8: 5 5
            8: 5 5`,
    );
  });

  it('give the literal of an inlined function to that function, in the package of its file', () => {
    check(
      `
        main.run run.go:4;main.run.Each.func1 each.go:9 5
        main.run run.go:4;example.com/list.Each each.go:7 1`,
      `
        each.go
          example.com/list.Each 7-9: 6 6
            7: 1 1 < main.run 1
            9: 5 5 < main.run 5
        run.go
          main.run 4-4: 0 6
            4: 0 6`,
    );
  });

  it('sum the instances of a generic function', () => {
    check(
      `
        main.Map[go.shape.int] m.go:3 1
        main.Map[go.shape.string] m.go:3 2
        main.Map[...] m.go:4 4`,
      `
        m.go
          main.Map[...] 3-4: 7 7
            3: 3 3
            4: 4 4`,
    );
  });

  it('keep lines and functions that cancel out, each at its own function', () => {
    check(
      `
        main.first a.go:2 1
        main.even b.go:5 3
        main.even b.go:6 -3`,
      `
        a.go
          main.first 2-2: 1 1
            2: 1 1
        b.go
          main.even 5-6: 0 0
            5: 3 3
            6: -3 -3`,
    );
  });

  it('count what ends at a line whose callees cancel it out', () => {
    check(
      `
        main.up a.go:1;main.even b.go:5 3
        main.up a.go:1;main.even b.go:5;main.down c.go:7 -3`,
      `
        b.go
          main.even 5-5: 3 0
            5: 3 0
        c.go
          main.down 7-7: -3 -3
            7: -3 -3 < main.even -3`,
    );
  });

  it('leave out what has no file or no line', () => {
    check('main.a;main.b b.go:0;0x1@/bin/app;main.c c.go:3 5', 'c.go\n  main.c 3-3: 5 5\n    3: 5 5');
    assert.deepEqual(costsOf('').files, []);
  });

  it('have a column for each value type', () => {
    const costs = costsOf('main.a a.go:1 5 50\nmain.b b.go:2 0 7', { types: ['o/count', 's/bytes'] });
    assert.equal(
      costsText(costs, 0),
      'a.go\n  main.a 1-1: 5 5\n    1: 5 5\nb.go\n  main.b 2-2: 0 0\n    2: 0 0',
    );
    assert.equal(
      costsText(costs, 1),
      'a.go\n  main.a 1-1: 50 50\n    1: 50 50\nb.go\n  main.b 2-2: 7 7\n    2: 7 7',
    );
  });

  it('name at most five callers of a line, heaviest first', () => {
    const text = Array.from({ length: 8 }, (_, i) => `main.c${i} c.go:${i + 1};main.f f.go:1 ${i + 1}`).join(
      '\n',
    );
    const last = costsText(costsOf(text)).split('\n').at(-1);
    assert.equal(last, '    1: 36 36 < main.c7 8, main.c6 7, main.c5 6, main.c4 5, main.c3 4');
  });

  it('have the lines of Go for every fixture', () => {
    for (const { name, oracle } of acceptedFixtures()) {
      const profile = fixtureProfile(name);
      const costs = computeLineCosts(profile, computeProfileFacts(profile, 0).sampleTypes, 0);
      for (const [type, { lines: rows }] of oracle.types!.entries()) {
        if (oracle.types![type]!.unit === 'bytes' && name.startsWith('int64')) continue;
        // Several functions can share a line; flat adds up, and cum only where there is one.
        const flat = new Map<string, number>();
        for (const [at, own] of rows) {
          const place = /\S+:\d+$/.exec(oracle.names![at]!)?.[0];
          if (place) flat.set(place, (flat.get(place) ?? 0) + Number(own));
        }
        const own = new Map<string, number>();
        costs.files.forEach((file, at) => {
          for (let row = costs.lineStart[at]!; row < costs.lineStart[at + 1]!; row++)
            own.set(`${file}:${costs.line[row]}`, costs.lineFlat[type]![row]!);
        });
        for (const [place, value] of flat) assert.equal(own.get(place) ?? 0, value, `${name} ${place}`);
      }
    }
  });

  it('hold a consistent table for any stacks', () => {
    const frame = fc
      .tuple(
        fc.constantFrom('main.a', 'main.a.func1', 'main.b', 'lib.(*T).M', 'main.b.c.func2'),
        fc.nat(3),
        fc.nat(4),
      )
      .map(([name, file, line]) => `${name} f${file}.go:${line}`);
    const sample = fc.tuple(fc.array(frame, { maxLength: 6 }), fc.integer({ min: -5, max: 9 }));
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const text = samples.map(([stack, value]) => `${stack.join(';')} ${value}`.trim()).join('\n');
        const costs = costsOf(text);
        assert.equal(costs.lineStart.at(-1), costs.line.length);
        assert.equal(costs.functionStart.at(-1), costs.functionName.length);
        costs.files.forEach((_, file) => {
          for (let row = costs.lineStart[file]!; row < costs.lineStart[file + 1]!; row++) {
            const fn = costs.lineFunction[row]!;
            assert.ok(
              fn >= costs.functionStart[file]! && fn < costs.functionStart[file + 1]!,
              'its own file',
            );
            const line = costs.line[row]!;
            assert.ok(line >= costs.functionFirstLine[fn]! && line <= costs.functionLastLine[fn]!);
            assert.ok(row === costs.lineStart[file] || line > costs.line[row - 1]!, 'ascending');
            const place = `${costs.files[file]}:${line}`;
            const sum = (isCounted: (stack: string[]) => boolean) =>
              samples.reduce((total, [stack, value]) => (isCounted(stack) ? total + value : total), 0);
            const isHere = (text: string | undefined) => text?.endsWith(` ${place}`) ?? false;
            assert.equal(
              costs.lineFlat[0]![row],
              sum((stack) => isHere(stack.at(-1))),
              `flat of ${place}`,
            );
            assert.equal(
              costs.lineCum[0]![row],
              sum((stack) => stack.some(isHere)),
              `cum of ${place}`,
            );
          }
        });
      }),
    );
  });
});
