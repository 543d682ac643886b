import assert from 'node:assert/strict';
import { computeCreatorTree } from '../../../../src/analysis/goroutines/creatorTree';
import type { CreatorTree } from '../../../../src/model/goroutineReport';
import { dumpText, type GoroutineSketch, studiedText } from '../../../helpers/dumpText';

describe('the tree of creators', () => {
  it('stands a `go` statement below that of its creator, largest first', () => {
    const text = dumpText([
      main,
      made(2, 'main.accept /app/a.go:7 in 1', 'main.serve'),
      made(3, 'main.serve /app/s.go:9 in 2', 'main.work'),
      made(4, 'main.serve /app/s.go:9 in 2', 'main.work'),
      made(5, 'main.serve /app/s.go:9 in 2', 'main.other'),
      made(6, 'main.watch /app/w.go:5 in 1', 'main.tick'),
      made(9, 'main.gone /app/g.go:1 in 8', 'main.rest'),
    ]);
    check(
      computeCreatorTree(studiedText(text), null),
      `
       1/6 - → main.main
         1/4 main.accept /app/a.go:7 → main.serve
           3/3 main.serve /app/s.go:9 → main.work
         1/1 main.watch /app/w.go:5 → main.tick
       1/1 main.gone /app/g.go:1 → main.rest`,
    );
  });

  it('counts goroutines that match alone, wherever their creators are', () => {
    const studied = studiedText(
      dumpText([
        main,
        made(2, 'main.accept /app/a.go:7 in 1', 'main.serve'),
        made(3, 'main.serve /app/s.go:9 in 2', 'main.work'),
      ]),
    );
    check(
      computeCreatorTree(studied, Uint8Array.of(0, 0, 1)),
      `
       0/1 - → -
         0/1 main.accept /app/a.go:7 → -
           1/1 main.serve /app/s.go:9 → main.work`,
    );
  });

  it('goes by the ancestry where creators are gone', () => {
    const text = `goroutine 8 [select]:
main.work()
\t/app/w.go:1 +0x1
created by main.serve in goroutine 7
\t/app/s.go:9 +0x1
[originating from goroutine 7]:
main.serve(...)
\t/app/s.go:9 +0x1
created by main.accept
\t/app/a.go:7 +0x1
`;
    check(
      computeCreatorTree(studiedText(text), null),
      `
       0/1 main.accept /app/a.go:7 → -
         1/1 main.serve /app/s.go:9 → main.work`,
    );
  });

  it('does not nest a statement in itself', () => {
    const chain = Array.from({ length: 5000 }, (_, i) =>
      made(i + 2, `main.again /app/a.go:7 in ${i + 1}`, 'main.again.func1'),
    );
    check(
      computeCreatorTree(studiedText(dumpText([main, ...chain])), null),
      `
       1/5001 - → main.main
         5000/5000 main.again /app/a.go:7 → main.again.func1`,
    );
  });

  it('ends for a long line of descent, a circle, and an id that occurs twice', () => {
    const long = Array.from({ length: 3000 }, (_, i) =>
      made(i + 2, `main.f${i} /app/f.go:${i + 1} in ${i + 1}`, 'main.g'),
    );
    const { length, total, parent } = computeCreatorTree(studiedText(dumpText([main, ...long])), null);
    assert.equal(length, 3001);
    assert.equal(total[0], 3001);
    assert.ok(parent.every((above, node) => above < node));
    const studied = studiedText(
      dumpText([
        made(2, 'main.a /app/a.go:1 in 3', 'main.x'),
        made(3, 'main.b /app/b.go:1 in 2', 'main.x'),
        made(4, 'main.c /app/c.go:1 in 3', 'main.x'),
      ]),
    );
    studied.dump.goroutines.goid[2] = 3;
    const circle = computeCreatorTree(studied, null);
    assert.equal(
      circle.self.reduce((sum, count) => sum + count, 0),
      3,
    );
  });
});

const main: GoroutineSketch = { goid: 1, state: 'running', stack: ['main.main() /app/main.go:3'] };

function made(goid: number, by: string, start: string): GoroutineSketch {
  return { goid, state: 'select', stack: ['lib.wait() /lib/l.go:1', `${start}() /app/x.go:2`], by };
}

function check(tree: CreatorTree, expected: string): void {
  const depths: number[] = [];
  const lines = Array.from({ length: tree.length }, (_, node) => {
    depths[node] = tree.parent[node]! < 0 ? 0 : depths[tree.parent[node]!]! + 1;
    const func = tree.strings[tree.func[node]!]!;
    const place = func === '' ? '-' : `${func} ${tree.strings[tree.file[node]!]}:${tree.line[node]}`;
    const indent = '  '.repeat(depths[node]!);
    return `       ${indent}${tree.self[node]}/${tree.total[node]} ${place} → ${tree.strings[tree.start[node]!] || '-'}`;
  });
  assert.equal(`\n${lines.join('\n')}`, expected);
}
