import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { computeCallTree, computeNodeValues } from '../../../src/analysis/callTree';
import { functionFrames } from '../../../src/analysis/frames';
import { computeNeighbours } from '../../../src/analysis/neighbours';
import { asNumbers } from '../../../src/base/int64';
import type { Profile } from '../../../src/model/profile';
import type { Neighbour } from '../../../src/model/views';
import { fixtureFolder, fixtureProfile } from '../../helpers/fixtureProfiles';
import { goVersion } from '../../helpers/goProgram';
import { lines, profileOf } from '../../helpers/profileText';

/** `< caller value` and `> callee value` for each neighbour of each function, "none" as `-`. */
function neighboursText(profile: Profile, only?: string): string[] {
  const tree = computeCallTree(profile, functionFrames(profile));
  const { self, total } = computeNodeValues(tree, profile, profile.samples.values[0]!);
  const rows: string[] = [];
  const add = (name: string, sign: string, list: readonly Neighbour[]) => {
    for (const { frame, name: other, value } of list) {
      rows.push(`${name} ${sign} ${frame < 0 ? '-' : other} ${value}`);
    }
  };
  tree.frames.name.forEach((name, frame) => {
    if (only !== undefined && name !== only) return;
    const { callers, callees } = computeNeighbours(tree, asNumbers(total), asNumbers(self), frame);
    add(name, '<', callers);
    add(name, '>', callees);
  });
  return rows;
}

describe('callers and callees', () => {
  it('are heaviest first, with what has no caller or callee as none', () => {
    const profile = profileOf(`
      main;serve;put 10
      main;serve;get 30
      main;serve 2
      serve;get 5`);
    assert.equal(
      neighboursText(profile, 'serve').join('\n'),
      lines(`
        serve < main 42
        serve < - 5
        serve > get 35
        serve > put 10
        serve > - 2`),
    );
  });

  it('count a sample once per edge under recursion, and no call of itself', () => {
    const profile = profileOf(`
      a;b;a;b 7
      a;a;a 3`);
    assert.equal(
      neighboursText(profile, 'a').join('\n'),
      lines(`
        a < - 10
        a < b 7
        a > b 7
        a > - 3`),
    );
  });

  it('keep negative weights, and leave out what cancels', () => {
    const profile = profileOf(`
      main;f -7
      other;f 3
      up;g;same 2
      down;g;same -2`);
    assert.equal(
      neighboursText(profile, 'f').join('\n'),
      lines(`
        f < main -7
        f < other 3
        f > - -4`),
    );
    assert.equal(
      neighboursText(profile, 'g').join('\n'),
      lines(`
        g < up 2
        g < down -2`),
    );
  });

  it('are what a walk over each sample counts', () => {
    const stack = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 9 });
    const sample = fc.tuple(stack, fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
        const profile = profileOf(
          samples.map(([frames, value]) => `${frames.join(';')} ${value}`).join('\n'),
        );
        const counted = neighboursText(profile).filter((row) => !row.includes(' - '));
        assert.deepEqual(counted.sort(), countedEdges(samples).sort());
      }),
    );
  });

  it("are those of pprof's -peek", function () {
    if (goVersion() === null) {
      console.log('      skipped: there is no `go` here to compare with');
      this.skip();
    }
    for (const name of ['recursion.pb.gz', 'inlined.pb.gz', 'leaky.goroutine.pb.gz', 'leaky.mutex.pb.gz']) {
      const own = neighboursText(fixtureProfile(name)).filter((row) => !row.includes(' - '));
      assert.deepEqual(own.sort(), peek(join(fixtureFolder, name)).sort(), name);
    }
  });
});

/** As google/pprof internal/graph newGraph: an edge counts once a sample, an edge to itself never. */
function countedEdges(samples: readonly (readonly [readonly string[], number])[]): string[] {
  const edges = new Map<string, number>();
  for (const [stack, value] of samples) {
    const seen = new Set<string>();
    for (let depth = 1; depth < stack.length; depth++) {
      const [caller, callee] = [stack[depth - 1]!, stack[depth]!];
      if (caller === callee || seen.has(caller + callee)) continue;
      seen.add(caller + callee);
      edges.set(caller + callee, (edges.get(caller + callee) ?? 0) + value);
    }
  }
  return [...edges].flatMap(([[caller, callee], value]) => [
    `${callee} < ${caller} ${value}`,
    `${caller} > ${callee} ${value}`,
  ]);
}

/** Each block lists the callers of a function, the function with its flat and cum, and its callees. */
function peek(file: string): string[] {
  const args = ['-peek=.', '-sample_index=0', '-nodecount=100000', '-nodefraction=0', '-edgefraction=0'];
  const output = execFileSync(
    'go',
    ['tool', 'pprof', ...args, '-trim=false', '-symbolize=none', '-unit=ns', file],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    },
  );
  return output.split(/^-+\+-+$/m).flatMap((block) => {
    const rows = block.split('\n').map((line) => /^(.*)\|( +)(.*)$/.exec(line));
    const own = rows.findIndex((row) => row?.[2] === ' ');
    if (own < 0) return [];
    const name = bareName(rows[own]![3]!);
    return rows.flatMap((row, at) => {
      if (row === null || at === own) return [];
      const value = /-?\d+/.exec(row[1]!)![0];
      return [`${name} ${at < own ? '<' : '>'} ${bareName(row[3]!)} ${value}`];
    });
  });
}

function bareName(name: string): string {
  return name.trim().replace(/ \((partial-)?inline\)$/, '');
}
