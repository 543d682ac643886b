import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';

interface Rule {
  readonly match?: string;
  readonly include?: string;
  readonly name?: string;
  readonly captures?: Readonly<Record<string, Rule>>;
  readonly patterns?: readonly Rule[];
}

const root = path.join(__dirname, '..', '..', '..');
const read = (file: string) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
const grammar: { scopeName: string; patterns: Rule[]; repository: Record<string, Rule> } = read(
  'syntaxes/goroutines.tmLanguage.json',
);

/** All rules with an expression, wherever they stand. */
function* rulesIn(rule: Rule): Generator<Rule & { match: string }> {
  if (rule.match !== undefined) yield { ...rule, match: rule.match };
  for (const inner of [...(rule.patterns ?? []), ...Object.values(rule.captures ?? {})])
    yield* rulesIn(inner);
}

const all = Object.entries(grammar.repository).flatMap(([name, rule]) =>
  [...rulesIn(rule)].map((each) => ({ name, ...each })),
);

/** Which top-level rule an editor takes first in the line: the leftmost match, of those the first in order. */
function firstRule(line: string): string | null {
  let best: { name: string; index: number } | null = null;
  for (const { include } of grammar.patterns) {
    const name = include!.slice(1);
    const rule = grammar.repository[name]!;
    for (const { match } of rule.match === undefined ? rule.patterns! : [rule]) {
      const index = new RegExp(match!).exec(line)?.index ?? -1;
      if (index >= 0 && (best === null || index < best.index)) best = { name, index };
    }
  }
  return best?.name ?? null;
}

describe('grammar of goroutine dumps', () => {
  it('belongs to the language of package.json', () => {
    const { languages, grammars } = read('package.json').contributes;
    assert.equal(grammars[0].scopeName, grammar.scopeName);
    assert.equal(grammars[0].language, languages[0].id);
    for (const file of [grammars[0].path, languages[0].configuration]) assert.ok(read(file));
  });

  it('has expressions that both engines of VS Code read, and only rules that are there', () => {
    for (const { match } of all) new RegExp(match);
    const text = JSON.stringify(grammar);
    const included = [...text.matchAll(/"include":"#(\w+)"/g)].map(([, name]) => name!);
    for (const name of included) assert.ok(grammar.repository[name], name);
    for (const name of Object.keys(grammar.repository))
      assert.ok(included.includes(name), `${name} is not used`);
  });

  it('names every capture that an expression has', () => {
    for (const { name, match, captures } of all) {
      if (!captures) continue;
      const groups = new RegExp(`${match}|`).exec('')!.length - 1;
      const named = Object.keys(captures).filter((key) => key !== '0');
      assert.equal(named.length, groups, `${name}: ${match}`);
    }
  });

  for (const [line, rule] of [
    ['goroutine 18 [chan receive]:', 'header'],
    ['goroutine 18 [chan receive (nil chan), 12 minutes, locked to thread]:', 'header'],
    ['goroutine 4 gp=0xc000002380 m=nil [select (leaked)]:', 'header'],
    ['goroutine 0 gp=0x557d40 m=0 mp=0x5589c0 [idle]:', 'header'],
    ['goroutine 3 [chan receive (durable), 3 minutes, synctest bubble 7]:', 'header'],
    ['goroutine 1 [running labels:{"foobar": "baz"}]:', 'header'],
    ['goroutine 2 [running] {pattern: "GET /panic"}:', 'header'],
    ['2022-12-25T16:09:45.95Z goroutine 18 [chan receive]:', 'header'],
    ['{"log":"goroutine 18 [chan receive]:\\n","stream":"stderr"}', 'header'],
    ['main.worker(0xc000010000)', 'call'],
    ['main.lock(...)', 'call'],
    ['panic({0x49a820?, 0x4d6ee0?})', 'call'],
    ['net/http.(*conn).serve(0xc0000a, {0x7, 0xc0})', 'call'],
    ['gopkg.in/yaml%2ev2.Unmarshal({0x1})', 'call'],
    ['github.com/smallnest/chanx.process[...](0xc0880dccc0)', 'call'],
    ['main.(*pool[...]).run.func1()', 'call'],
    ['\t/src/main.go:7 +0x2c', 'place'],
    ['\tC:/Program Files/Go/src/net/http/server.go:3142 +0x9f', 'place'],
    ['        /src/main.go:7', 'place'],
    ['created by main.serve in goroutine 1', 'createdBy'],
    ['[originating from goroutine 1]:', 'origin'],
    ['...additional frames elided...', 'elided'],
    ['...23 frames elided...', 'elided'],
    ['\tgoroutine running on other thread; stack unavailable', 'elided'],
    ['panic: first [recovered]', 'crash'],
    ['\tpanic: second', 'crash'],
    ['fatal error: all goroutines are asleep - deadlock!', 'crash'],
    ['SIGQUIT: quit', 'crash'],
    ['[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x4]', 'crash'],
    ['runtime: goroutine stack exceeds 1000000000-byte limit', 'crash'],
    ['exit status 2', 'crash'],
    ['goroutine profile: total 11', 'profileTotal'],
    ['10 @ 0x46fb6e 0x40841c', 'profileStack'],
    ['# labels: {"tenant":"acme"}', 'profileLabels'],
    ['#\t0x6a14b5\tmain.work+0x35\t\t/src/leaks.go:36', 'profileFrame'],
    ['# heaplens capture: time=2026-11-21T10:02:03.004Z from=http://localhost:6060', 'captureNote'],
    ['ready', null],
    ['', null],
  ] as const) {
    it(`reads ${JSON.stringify(line)} as ${rule ?? 'plain text'}`, () => assert.equal(firstRule(line), rule));
  }

  it('reads no line for long', () => {
    for (const line of [
      'goroutine 1 ['.repeat(2000),
      'a.'.repeat(5000),
      `${'('.repeat(5000)})`,
      '/a'.repeat(5000),
    ]) {
      const started = performance.now();
      firstRule(line);
      assert.ok(performance.now() - started < 1000, line.slice(0, 20));
    }
  });
});
