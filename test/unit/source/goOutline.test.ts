import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type GoOutline, LINE_STARTS, LINE_WAITS, outlineGo } from '../../../src/source/goOutline';

const oracleSource = join(__dirname, '../../fixtures/programs/outline-oracle/main.go');

/** One declaration a line: `3-5 (*Cache).Put`, literals as `[4-4]`, `…` without end, `asm` without body. */
function draw(outline: GoOutline): string {
  return outline.declarations
    .map((d) => {
      const literals = d.literals.map((l) => ` [${l.firstLine}-${l.lastLine}]`).join('');
      const state = !d.hasBody ? ' asm' : d.isComplete ? '' : ' …';
      return `${d.line}-${d.lastLine} ${d.name}${literals}${state}`;
    })
    .join('\n');
}

function check(source: string, expected: string): void {
  assert.equal(draw(outlineGo(source)), expected);
}

describe('outlineGo', () => {
  it('lists functions and methods as the runtime names them', () => {
    check(
      [
        'package store',
        'func Put() {}',
        'func (c *Cache) Put(k string) error { return nil }',
        'func (c Cache) Get() (v []byte, ok bool) {',
        '\treturn',
        '}',
        'func (Cache) String() string { return "" }',
        'func (l *List[T]) Add(v T) {}',
        'func (m Map[K, V]) Len() int { return 0 }',
        'func Keys[K comparable, V any](m map[K]V) []K { return nil }',
        'func ((*Odd)) X() {}',
        'func add(a, b int) int',
      ].join('\n'),
      [
        '2-2 Put',
        '3-3 (*Cache).Put',
        '4-6 Cache.Get',
        '7-7 Cache.String',
        '8-8 (*List[...]).Add',
        '9-9 Map[...].Len',
        '10-10 Keys[...]',
        '11-11 (*Odd).X',
        '12-12 add asm',
      ].join('\n'),
    );
  });

  it('says where the name stands', () => {
    const [method, split] = outlineGo(
      'package a\n\nfunc (é *T) Name() {}\nfunc (\n\tt *T,\n) Split() {}\n',
    ).declarations;
    assert.deepEqual(
      [method.bareName, method.receiver, method.line, method.nameLine, method.nameCharacter],
      ['Name', 'T', 3, 3, 12],
    );
    assert.deepEqual([split.line, split.nameLine, split.nameCharacter, split.lastLine], [4, 6, 2, 6]);
  });

  it('is not misled by comments, strings, runes and raw strings', () => {
    check(
      [
        '//go:build linux && !cgo',
        '/* func A() {',
        '*/ package a // func B() {',
        'const s = "func C() {\\"" + `',
        'func D() {',
        '`',
        "const r, q = '{', '\\''",
        'func E() {',
        '\tx := "}" + `}` // }',
        "\t_ = '}' /* } */",
        '}',
      ].join('\n'),
      '8-11 E',
    );
    assert.equal(outlineGo('/* func */ package /* x */ a').packageName, 'a');
  });

  it('passes over results of every type', () => {
    check(
      [
        'package a',
        'func A() struct{ f func() } { return struct{ f func() }{} }',
        'func B() interface{ M() func() int } { return nil }',
        'func C() func(func() int) func() error { return nil }',
        'func D() map[string]chan<- func(int) { return nil }',
        'func E() <-chan *pkg.List[map[string]int] { return nil }',
        'func F() [len("}")]func() { return [1]func(){} }',
        'func G() (f func(int) struct{}, err error) { return }',
      ].join('\n'),
      ['2-2 A', '3-3 B', '4-4 C', '5-5 D', '6-6 E', '7-7 F', '8-8 G'].join('\n'),
    );
  });

  it('tells literals from function types', () => {
    check(
      [
        'package a',
        'type handler func(int) error',
        'type visitor interface {',
        '\tVisit(f func())',
        '}',
        'var hooks []func()',
        'var table = []func(){a, b}',
        'var byName = map[string]func() int{',
        '\t"one": func() int { return 1 },',
        '\t"two": func() int {',
        '\t\treturn func() int { return 2 }()',
        '\t},',
        '}',
        'var once = sync.OnceFunc(',
        '\tfunc() {',
        '\t})',
        'func run() {',
        '\tvar f func()',
        '\tgo func() {',
        '\t\tdefer func() { recover() }()',
        '\t}()',
        '\tfor range func(yield func(int) bool) { yield(1) } {',
        '\t}',
        '}',
      ].join('\n'),
      [
        '9-9 init.func1',
        '10-12 init.func2 [11-11]',
        '15-16 init.func3',
        '17-24 run [19-21] [20-20] [22-22]',
      ].join('\n'),
    );
  });

  it('names the variable of a package literal', () => {
    const outline = outlineGo('package a\nvar x = func() {}\nvar (\n\ty = 1\n\tz, w = 2, func() {}\n)\n');
    assert.deepEqual(
      outline.declarations.map(({ kind, bareName }) => [kind, bareName]),
      [
        ['literal', 'x'],
        ['literal', 'z'],
      ],
    );
  });

  it('numbers init functions, not methods called init', () => {
    check(
      'package a\nfunc init() {}\nfunc (t T) init() {}\nfunc init() { func() {}() }\n',
      '2-2 init.0\n3-3 T.init\n4-4 init.1 [4-4]',
    );
  });

  it('reads Windows line ends and a byte order mark', () => {
    check('\ufeffpackage a\r\n\r\nfunc A() {\r\n}\r\nfunc B() {}\r\n', '3-4 A\n5-5 B');
  });

  it('says what stands on each line', () => {
    const { lineContent, lineCount } = outlineGo(
      'package a\n\n// c\nvar s = `\nraw\n`\n/* c\nc */ var x = f(\n\t[]int{\n\t},\n) // c\n',
    );
    assert.equal(lineCount, 12);
    assert.deepEqual([...lineContent], [0, 2, 0, 0, 2, 0, 2, 0, 2, 2, 1, 1, 0]);
  });

  it('says which lines start goroutines, and which may wait for a channel', () => {
    const { lineDoes } = outlineGo(
      [
        'package a',
        'func A(c chan int) {', // 2
        '\tgo func() { // <-c', // 3
        '\t\tc <- 1', // 4
        '\t\tprintln("go select <-c", a < -b)', // 5
        '\t}()', // 6
        '\tselect { // go', // 7
        '\tcase <-c:', // 8
        '\t}', // 9
        '\tfor range c { go A(<-c) }', // 10
        '\tx.go_, range_ := ago, selects', // 11
        '}',
        '',
      ].join('\n'),
    );
    const drawn = [...lineDoes].flatMap((does, line) => (does === 0 ? [] : `${line}:${does}`));
    const [starts, waits] = [LINE_STARTS, LINE_WAITS];
    assert.deepEqual(drawn, [
      `3:${starts}`,
      `4:${waits}`,
      `7:${waits}`,
      `8:${waits}`,
      `10:${starts | waits}`,
    ]);
  });

  it('says where something can run at the closing brace', () => {
    const source =
      'func A() {}\nfunc B() int { return 1 }\nfunc C() (err error) { defer f(); return nil }\nvar d = func() T { return d }';
    assert.deepEqual(
      outlineGo(`package a\n${source}`).declarations.map(({ runsAtEnd }) => runsAtEnd),
      [true, false, true, false],
    );
  });

  describe('of a file that is being edited', () => {
    it('a missing brace ends at the next declaration', () => {
      check(
        'package a\nfunc A() {\n\tif x {\n\n// B does.\nfunc B() {\n}\nfunc (t *T) C() {}\n',
        '2-3 A …\n6-7 B\n8-8 (*T).C',
      );
    });

    it('an open parenthesis does not swallow what follows', () => {
      check('package a\nfunc A() {\n\tgo func(\n}\n\nfunc B() {}\n', '2-4 A\n6-6 B');
      check('package a\nfunc A(x int\n\nfunc B() {}\n', '2-2 A asm\n4-4 B');
      check('package a\nvar x = f(\n\nfunc B() {}\n', '4-4 B');
    });

    it('an unclosed string ends with its line', () => {
      check('package a\nfunc A() {\n\tx := "abc\n\ty := \'\n}\nfunc B() {}\n', '2-5 A\n6-6 B');
    });

    it('half a declaration is no declaration', () => {
      check('package a\nfunc\nfunc A() {}\nfunc (t *T)\nfunc B() {}\nfunc (', '3-3 A\n5-5 B');
    });

    it('a brace too many is passed over', () => {
      check('package a\nfunc A() {}\n}\n)\nfunc B() {}\n', '2-2 A\n5-5 B');
    });

    it('a literal at the start of a line is no declaration', () => {
      check(
        'package a\nfunc A() {\nx := []any{\nfunc() {},\nfunc (a int) T { return 0 },\n}\n}\n',
        '2-7 A [4-4] [5-5]',
      );
    });
  });

  it('never throws, and keeps lines in order, for every prefix of a file', () => {
    const source = readFileSync(oracleSource, 'utf8');
    for (let length = 0; length <= source.length; length++) {
      checkShape(source.slice(0, length));
    }
  });

  it('never throws, and keeps lines in order, for any mixture of tokens', () => {
    const token = fc.constantFrom(
      ...[
        'func',
        'func ',
        '\nfunc ',
        'package a',
        'var',
        '(',
        ')',
        '{',
        '}',
        '[',
        ']',
        '*',
        '.',
        '<-',
        ',',
        '=',
      ],
      ...[
        'chan',
        'map',
        'struct',
        'interface',
        'A',
        'é',
        '\n',
        '\n\n',
        ' ',
        '"',
        "'",
        '`',
        '//',
        '/*',
        '*/',
        '\\',
        ';',
        '\0',
      ],
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => checkShape(tokens.join(''))),
      { numRuns: 3000 },
    );
  });

  it('takes time in proportion to the text, whatever is in it', () => {
    const hostile = ['\nfunc (', '\nfunc f(', 'func(', '{', '\nfunc (a', '`', '/*', '[', 'func() func() '];
    for (const piece of hostile) {
      const text = `package a\n${piece.repeat(20_000)}`;
      const start = performance.now();
      outlineGo(text);
      assert.ok(performance.now() - start < 5000, `slow for ${JSON.stringify(piece)}`);
    }
  });

  describe('beside go/parser', function () {
    this.timeout(120_000);
    const goRoot = spawnSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).stdout?.trim();
    let folder = '';

    before(function () {
      if (!goRoot) {
        console.log('      skipped: there is no `go` here to compare with');
        this.skip();
      }
      folder = mkdtempSync(join(tmpdir(), 'outline-'));
      execFileSync('go', ['build', '-o', join(folder, 'oracle'), oracleSource], {
        env: { ...process.env, GO111MODULE: 'off' },
      });
    });

    after(() => {
      if (folder) {
        rmSync(folder, { recursive: true });
      }
    });

    const packages = [
      'runtime',
      'net/http',
      'reflect',
      'go/types',
      'encoding/json',
      'crypto/internal',
      'iter',
      'slices',
      'cmd/compile',
    ];
    for (const name of packages) {
      it(`lists what ${name} declares`, () => {
        const folders = foldersBelow(join(goRoot, 'src', name));
        const answer = execFileSync(join(folder, 'oracle'), folders, {
          encoding: 'utf8',
          maxBuffer: 1 << 28,
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        let declarations = 0;
        for (const line of answer.trim().split('\n')) {
          const expected = JSON.parse(line);
          const text = readFileSync(expected.path, 'utf8');
          const outline = outlineGo(text);
          assert.deepEqual(describeLikeOracle(outline, text), expected.declarations, expected.path);
          assert.equal(outline.packageName, expected.package, expected.path);
          declarations += expected.declarations.length;
        }
        assert.ok(declarations > 10);
      });
    }
  });

  it('reads 10,000 lines in a few milliseconds (with room for a busy machine)', () => {
    const body =
      'func (c *Cache[K, V]) Put%(key K, value V) error {\n\treturn c.do(func() error { return nil })\n}\n\n';
    let text = 'package a\n';
    for (let i = 0; i < 2500; i++) {
      text += body.replace('%', String(i));
    }
    const times = Array.from({ length: 7 }, () => {
      const start = performance.now();
      assert.equal(outlineGo(text).declarations.length, 2500);
      return performance.now() - start;
    });
    assert.ok(Math.min(...times) < 250, `${Math.min(...times)} ms`);
  });
});

function checkShape(text: string): void {
  const outline = outlineGo(text);
  assert.equal(outline.lineCount, text.split('\n').length);
  let start = 0;
  for (const d of outline.declarations) {
    assert.ok(d.start >= start && d.end > d.start && d.end <= text.length, JSON.stringify(text));
    assert.ok(
      d.line <= d.nameLine && d.nameLine <= d.lastLine && d.lastLine <= outline.lineCount,
      JSON.stringify(text),
    );
    for (const literal of d.literals) {
      assert.ok(literal.firstLine >= d.line && literal.lastLine >= literal.firstLine, JSON.stringify(text));
    }
    start = d.end;
  }
}

function describeLikeOracle(outline: GoOutline, text: string) {
  const lines = text.split('\n');
  return outline.declarations.map((d) => ({
    kind: d.kind,
    name: d.name,
    receiver: d.receiver,
    line: d.line,
    nameLine: d.nameLine,
    nameCharacter: Buffer.byteLength(lines[d.nameLine - 1].slice(0, d.nameCharacter)),
    lastLine: d.lastLine,
    hasBody: d.hasBody,
    literals: d.literals.map(({ firstLine, lastLine }) => [firstLine, lastLine]),
  }));
}

/** Without testdata: files there need not be Go. */
function foldersBelow(root: string): string[] {
  const below = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'testdata')
    .flatMap((entry) => foldersBelow(join(root, entry.name)));
  return [root, ...below];
}
