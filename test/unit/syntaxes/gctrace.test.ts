import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';

interface Rule {
  readonly match: string;
  readonly name?: string;
  readonly captures?: Readonly<Record<string, { name?: string; patterns?: { include: string }[] }>>;
}

const root = path.join(__dirname, '..', '..', '..');
const read = (file: string) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
const grammar: { scopeName: string; patterns: { include: string }[]; repository: Record<string, Rule> } =
  read('syntaxes/gctrace.tmLanguage.json');
const { languages, grammars } = read('package.json').contributes;
const language = languages.find(({ id }: { id: string }) => id === 'go-gctrace');

const cycle =
  'gc 4 @0.010s 3%: 0.055+0.61+0.020 ms clock, 0.67+0.085/1.2/0.53+0.24 ms cpu, 4->4->3 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 12 P (forced)';
const older =
  'gc 93 @3074.095s 0%: 0.074+32+0.036 ms clock, 0.59+0.37/64/113+0.29 ms cpu, 269->274->204 MB, 276 MB goal, 8 P';
const go15 =
  'gc #1 @0.166s 0%: 0.22+2.3+0.074+0.76+0.56 ms clock, 0.45+2.3+0+0.55/0.59/0+1.1 ms cpu, 5->5->1 MB, 4 MB goal, 4 P';

/** Which top-level rule an editor takes first in the line: the leftmost match, of those the first in order. */
function firstRule(line: string): string | null {
  let best: { name: string; index: number } | null = null;
  for (const { include } of grammar.patterns) {
    const name = include.slice(1);
    const index = new RegExp(grammar.repository[name]!.match).exec(line)?.index ?? -1;
    if (index >= 0 && (best === null || index < best.index)) best = { name, index };
  }
  return best?.name ?? null;
}

/** What a line is coloured as, where it has a name: `text name` each, through all rules that captures include. */
function namesIn(rule: string, line: string): string[] {
  const { match, name, captures } = grammar.repository[rule]!;
  const found = new RegExp(match).exec(line);
  if (!found) return [];
  if (name) return [`${found[0]} ${name}`];
  return Object.entries(captures ?? {}).flatMap(([group, capture]) => {
    const text = found[Number(group)]!;
    if (capture.patterns) return namesIn(capture.patterns[0]!.include.slice(1), text);
    return group === '0' || text === '' ? [] : [`${text} ${capture.name}`];
  });
}

describe('grammar of GC traces', () => {
  it('belongs to the language of package.json', () => {
    assert.deepEqual(language.extensions, ['.gctrace']);
    const mine = grammars.find((each: { language: string }) => each.language === 'go-gctrace');
    assert.equal(mine.scopeName, grammar.scopeName);
    assert.equal(mine.path, './syntaxes/gctrace.tmLanguage.json');
  });

  it('has only rules that are there, with a name for every capture', () => {
    const included = [...JSON.stringify(grammar).matchAll(/"include":"#(\w+)"/g)].map(([, name]) => name!);
    assert.deepEqual([...new Set(included)].sort(), Object.keys(grammar.repository).sort());
    for (const [name, { match, captures }] of Object.entries(grammar.repository)) {
      if (!captures) continue;
      const groups = new RegExp(`${match}|`).exec('')!.length - 1;
      const named = Object.keys(captures).filter((key) => key !== '0');
      assert.equal(named.length, groups, name);
    }
  });

  it('knows a file by its first line', () => {
    const first = new RegExp(language.firstLine);
    for (const line of [cycle, older, go15, 'gc1(1): 1+2+3 ms, 0 -> 7 MB 17 -> 18 (19-1) objects']) {
      assert.match(line, first);
    }
    assert.match('SCHED 0ms: gomaxprocs=2 idleprocs=0', first);
    assert.match('pacer: assist ratio=2.34', first);
    for (const line of ['gc 12 is a word', 'words', `  ${cycle}`]) assert.doesNotMatch(line, first);
  });

  for (const [line, rule] of [
    [cycle, 'cycle'],
    [older, 'cycle'],
    [go15, 'cycle'],
    [`Feb 26 12:52:23.767 ${older}`, 'cycle'],
    [`{"log":"${cycle.replaceAll('>', '\\u003e')}\\n"}`, 'cycle'],
    ['gc12(4): 1+2+3+4 us, 5 -> 6 MB, 30 (100-70) objects', 'oldCycle'],
    ['gc1(1): 0+0+0 ms 0 -> 0 MB 17 -> 18 (19-1) objects', 'oldCycle'],
    ['pacer: assist ratio=+7.681478e-001 (scan 0 MB in 3->4 MB) workers=0++2.500000e-001', 'pacer'],
    ['scav 0 KiB work (bg), 0 KiB work (eager), 3304 KiB now, 87% util', 'scavenge'],
    ['scav 1 0 KiB work, 512 KiB total, 87% util (forced)', 'scavenge'],
    ['scvg9: inuse: 11264, idle: 5904, sys: 17168, released: 0, consumed: 17168 (MB)', 'scavenge'],
    ['scvg9: 12 MB released', 'scavenge'],
    ['SCHED 506ms: gomaxprocs=2 idleprocs=0 threads=5 runqueue=0 [0 0]', 'schedule'],
    ['  P0: status=1 schedtick=7 syscalltick=0 m=3 runqsize=0', 'detail'],
    ['  G2: status=4(force gc (idle)) m=nil lockedm=nil', 'detail'],
    ['gc 12 is a word', null],
    ['scav words', null],
    ['', null],
  ] as const) {
    it(`reads ${JSON.stringify(line)} as ${rule ?? 'plain text'}`, () => assert.equal(firstRule(line), rule));
  }

  it('tells pauses, assist, live heap and goal apart', () => {
    const names = namesIn('cycle', cycle).map((name) => name.replace('.go-gctrace', ''));
    for (const expected of [
      '0.055 markup.bold.pause',
      '0.020 markup.bold.pause',
      '0.085 entity.name.tag.assist',
      '3 entity.name.type.live',
      '4 entity.name.type.goal',
      ' (forced) keyword.other.forced',
    ]) {
      assert.ok(names.includes(expected), `${expected} is not in ${names.join(', ')}`);
    }
  });

  it('reads no line for long', () => {
    for (const line of [
      'gc 1 @0.0s 1%: '.repeat(1000),
      `gc 1 @${'1.'.repeat(5000)}`,
      'pacer: '.repeat(3000),
    ]) {
      const started = performance.now();
      firstRule(line);
      assert.ok(performance.now() - started < 1000, line.slice(0, 20));
    }
  });
});
