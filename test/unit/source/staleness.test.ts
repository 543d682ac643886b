import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMessage } from '../../../src/base/message';
import { LINE_STARTS, LINE_WAITS, outlineGo } from '../../../src/source/goOutline';
import {
  assessFunctions,
  type Freshness,
  type ProfiledFunction,
  takeBaseline,
} from '../../../src/source/staleness';

const original = `package store

import "sync"

type Cache struct {
	mu sync.Mutex
	m  map[string][]byte
}

// Put stores.
func (c *Cache) Put(k string, v []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = append([]byte(nil), v...)
}

// Get loads.
func (c *Cache) Get(k string) []byte {
	return c.m[k]
}

func New() *Cache {
	c := &Cache{}
	c.m = make(map[string][]byte)
	return c
}
`;

const put: ProfiledFunction = {
  name: 'a/store.(*Cache).Put',
  startLine: 11,
  firstLine: 12,
  lastLine: 14,
  lines: [12, 14],
};
const get: ProfiledFunction = { name: 'a/store.(*Cache).Get', startLine: 18, firstLine: 19, lastLine: 19 };
const make: ProfiledFunction = {
  name: 'a/store.New',
  startLine: 22,
  firstLine: 23,
  lastLine: 24,
  lines: [23, 24],
};
const all = [put, get, make];

/** `same`, `moved +2 ~14` (line 14 changed), `stale: why`, `gone: why`; one a function. */
function draw(verdicts: readonly Freshness[]): string[] {
  return verdicts.map((verdict) => {
    if (verdict.kind === 'stale' || verdict.kind === 'gone') {
      return `${verdict.kind}: ${formatMessage(verdict.message)}`;
    }
    const shift = verdict.shift === 0 ? '' : ` ${verdict.shift > 0 ? '+' : ''}${verdict.shift}`;
    return verdict.kind + shift + verdict.changedLines.map((line) => ` ~${line}`).join('');
  });
}

function check(text: string, functions: readonly ProfiledFunction[], expected: readonly string[]): void {
  assert.deepEqual(draw(assessFunctions(outlineGo(text), functions)), expected);
}

function checkSince(
  before: string,
  text: string,
  functions: readonly ProfiledFunction[],
  expected: readonly string[],
) {
  const baseline = takeBaseline(outlineGo(before));
  assert.deepEqual(draw(assessFunctions(outlineGo(text), functions, baseline)), expected);
}

/** `text` with lines put before line `at`. */
function insert(text: string, at: number, ...added: string[]): string {
  const lines = text.split('\n');
  lines.splice(at - 1, 0, ...added);
  return lines.join('\n');
}

function remove(text: string, at: number, count: number): string {
  const lines = text.split('\n');
  lines.splice(at - 1, count);
  return lines.join('\n');
}

const between = (name: string, next: string) =>
  `stale: ${name} changed since the profile: lines came or went between it and ${next}. Take a new profile to see its lines.`;

describe('staleness', () => {
  describe('by what lines do, where no start was recorded', () => {
    const desk = [
      'package desk',
      '',
      'func (d *Desk) Pay() {', // 3
      '\tc := make(chan int)',
      '\tgo func() {', // 5
      '\t\tc <- 1', // 6
      '\t}()',
      '\tprintln(d)',
      '}',
      '',
      'func (d *Desk) Close() {', // 11
      '\td.mu.Lock()', // 12
      '}',
      '',
    ].join('\n');
    const unknown = { startLine: 0, firstLine: 5, lastLine: 6, lines: [5, 6] };
    const starts = { line: 5, does: LINE_STARTS };
    const waits = { line: 6, does: LINE_WAITS };
    const pay: ProfiledFunction = { ...unknown, name: 'a/desk.(*Desk).Pay', expects: [starts, waits] };
    const close = { name: 'a/desk.(*Desk).Close', startLine: 0, firstLine: 12, lastLine: 12, lines: [12] };

    it('an unchanged file is the same', () => {
      check(desk, [pay, close], ['same', 'same']);
    });

    it('moves with its lines, and takes its neighbours along', () => {
      check(insert(desk, 2, 'import "time"', ''), [pay, close], ['moved +2', 'moved +2']);
      check(remove(desk, 2, 1), [pay, close], ['moved -1', 'moved -1']);
    });

    it('is stale where no shift explains all lines, or several do', () => {
      const other = (line: number) =>
        `stale: (*Desk).Pay changed since the profile: recorded line ${line} does something else now. Take a new profile to see its lines.`;
      check(insert(desk, 6, '\t\tprintln(c)'), [pay], [other(6)]);
      const twice = insert(desk, 4, '\tgo println(1)', '\tprintln(1)', '\tgo println(1)');
      check(twice, [{ ...pay, expects: [starts] }], [other(5)]);
    });

    it('stays where it is while its lines still do the same', () => {
      check(insert(desk, 8, '\tgo println(1)'), [{ ...pay, expects: [starts] }], ['same']);
    });

    it('is known exactly once the file was seen', () => {
      const moved = insert(desk, 2, 'import "time"', '');
      checkSince(moved, insert(moved, 2, '// more'), [pay], ['moved +3']);
    });
  });

  describe('by name and start line', () => {
    it('an unchanged file is the same', () => {
      check(original, all, ['same', 'same', 'same']);
    });

    it('lines above move a function as a whole', () => {
      check(insert(original, 4, 'import "time"', ''), all, ['moved +2', 'moved +2', 'moved +2']);
      check(remove(original, 9, 1), all, ['moved -1', 'moved -1', 'moved -1']);
    });

    it('a line more or less inside is stale, what follows moves', () => {
      const added = insert(original, 13, '\tprintln(k)');
      check(added, all, [between('(*Cache).Put', '(*Cache).Get'), 'moved +1', 'moved +1']);
      check(remove(original, 13, 1), all, [between('(*Cache).Put', '(*Cache).Get'), 'moved -1', 'moved -1']);
    });

    it('a function put between two explains why the second moved', () => {
      const added = insert(
        original,
        16,
        '',
        '// Len counts.',
        'func (c *Cache) Len() int {',
        '\treturn len(c.m)',
        '}',
      );
      check(added, all, ['same', 'moved +5', 'moved +5']);
    });

    it('a function elsewhere in the file moved', () => {
      const lines = original.trimEnd().split('\n');
      const moved = [...lines.slice(0, 9), ...lines.slice(20), '', ...lines.slice(9, 20), ''].join('\n');
      const [first, , third] = draw(assessFunctions(outlineGo(moved), all));
      assert.deepEqual([first, third], ['moved +7', 'moved -11']);
    });

    it('a recorded line that only closes what returned before is stale', () => {
      check(
        remove(original, 23, 2),
        [make],
        [
          'stale: New changed since the profile: recorded line 24 holds no code now. Take a new profile to see its lines.',
        ],
      );
    });

    it('a closing brace costs where a function returns or defers there', () => {
      const returning = { ...put, lines: [12, 15], lastLine: 15 };
      check(original, [returning], ['same']);
    });

    it('a recorded line outside of the function is stale', () => {
      const shortened = `${remove(original, 23, 3)}\nvar x = 1\n`;
      check(
        shortened,
        [{ ...make, firstLine: 24, lines: [24] }],
        [
          'stale: New changed since the profile: recorded line 24 lies outside of it now. Take a new profile to see its lines.',
        ],
      );
    });

    it('a recorded line that holds no code is stale', () => {
      const commented = original.replace('\tc.m = make', '\t// c.m = make');
      check(
        commented,
        [make],
        [
          'stale: New changed since the profile: recorded line 24 holds no code now. Take a new profile to see its lines.',
        ],
      );
    });

    it('a function that would have reached into the next one has grown', () => {
      const lines = original.trimEnd().split('\n');
      const swapped = [...lines.slice(0, 16), ...lines.slice(20), '', ...lines.slice(16, 20)];
      swapped.splice(18, 0, '\t_ = 1', '\t_ = 2', '\t_ = 3');
      const recorded = { ...make, startLine: 14, firstLine: 14, lastLine: 14, lines: [14] };
      const [, verdict] = draw(assessFunctions(outlineGo(swapped.join('\n')), [get, recorded]));
      assert.equal(verdict, between('New', '(*Cache).Get'));
    });

    it('a renamed function is gone, and so is everything in another file', () => {
      check(
        original.replace('New()', 'Make()'),
        [make],
        ['gone: New is not in this file: it was renamed, moved or deleted since the profile.'],
      );
      check(
        '',
        all,
        all.map(
          ({ name }) =>
            `gone: ${name.replace('a/store.', '')} is not in this file: it was renamed, moved or deleted since the profile.`,
        ),
      );
    });

    it('a missing brace while typing hides nothing', () => {
      check(original.replace('\treturn c\n}\n', '\treturn c\n'), all, ['same', 'same', 'same']);
      check(original.replace('v...)\n}', 'v...)\n'), all, ['same', 'same', 'same']);
    });
  });

  describe('without a start line', () => {
    const old = (profiled: ProfiledFunction) => ({ ...profiled, startLine: 0 });

    it('lines inside are believed where nothing is known (Go before 1.20)', () => {
      check(original, all.map(old), ['same', 'same', 'same']);
    });

    it('a line outside is stale', () => {
      const verdicts = assessFunctions(outlineGo(insert(original, 4, '', '', '', '')), all.map(old));
      assert.deepEqual(
        verdicts.map(({ kind }) => kind),
        ['stale', 'stale', 'stale'],
      );
    });

    it('takes the shift that the functions around agree on', () => {
      check(insert(original, 4, '', ''), [put, old(get), make], ['moved +2', 'moved +2', 'moved +2']);
    });

    it('is stale where they do not agree', () => {
      const verdict = draw(
        assessFunctions(outlineGo(insert(original, 19, '\tprintln(k)')), [put, old(get), make]),
      )[1];
      assert.equal(
        verdict,
        'stale: (*Cache).Get changed since the profile, or the functions around it did. Take a new profile to see its lines.',
      );
    });
  });

  describe('what Go numbers', () => {
    const text = [
      'package a',
      'var table = map[string]func() []byte{',
      '\t"a": func() []byte {',
      '\t\treturn make([]byte, 1)',
      '\t},',
      '\t"b": func() []byte {',
      '\t\treturn make([]byte, 2)',
      '\t},',
      '}',
      'func init() {',
      '\tuse(1)',
      '}',
      'func init() {',
      '\tuse(2)',
      '}',
    ].join('\n');
    const numbered: ProfiledFunction[] = [
      { name: 'x/a.init.func7', startLine: 3, firstLine: 4, lastLine: 4 },
      { name: 'x/a.init.func8', startLine: 6, firstLine: 7, lastLine: 7 },
      { name: 'x/a.init.3', startLine: 10, firstLine: 11, lastLine: 11 },
      { name: 'x/a.init.4', startLine: 13, firstLine: 14, lastLine: 14 },
    ];

    it('is found by start line', () => {
      check(text, numbered, ['same', 'same', 'same', 'same']);
    });

    it('is found again where all moved together', () => {
      check(insert(text, 2, '', ''), numbered, ['moved +2', 'moved +2', 'moved +2', 'moved +2']);
    });

    it('is gone where nothing tells them apart', () => {
      const moved = insert(text, 5, '\t\t// longer');
      const kinds = assessFunctions(outlineGo(moved), numbered.slice(0, 2)).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['gone', 'gone']);
    });

    it('is told by its text with a baseline', () => {
      const swapped = [
        text.split('\n')[0],
        ...text.split('\n').slice(9),
        ...text.split('\n').slice(1, 9),
      ].join('\n');
      checkSince(text, swapped, numbered, ['moved +6', 'moved +6', 'moved -8', 'moved -8']);
    });
  });

  describe('with a baseline', () => {
    it('an unchanged file is the same', () => {
      checkSince(original, original, all, ['same', 'same', 'same']);
    });

    it('knows the length exactly, also of the last function', () => {
      const longer = insert(original, 24, '\tprintln()');
      checkSince(original, longer, all, [
        'same',
        'same',
        'stale: New changed since the profile: it had 5 lines and has 6 now. Take a new profile to see its lines.',
      ]);
    });

    it('does not blame a function for what changed behind it', () => {
      checkSince(original, insert(original, 17, '// More', '// words.'), all, [
        'same',
        'moved +2',
        'moved +2',
      ]);
    });

    it('tells which lines inside were rewritten', () => {
      checkSince(original, original.replace('c.mu.Lock()', 'c.lock()'), all, ['same ~12', 'same', 'same']);
    });

    it('takes another indentation for the same text', () => {
      checkSince(original, original.replaceAll('\n\t', '\n    ').replaceAll('\n', '\r\n'), all, [
        'same',
        'same',
        'same',
      ]);
    });

    it('works from a file that had already moved', () => {
      const before = insert(original, 4, '', '');
      checkSince(before, insert(before, 4, ''), all, ['moved +3', 'moved +3', 'moved +3']);
    });

    it('a function that never matched is judged as it is now', () => {
      const broken = insert(original, 13, '\tprintln(k)');
      checkSince(broken, broken, [put, get], [between('(*Cache).Put', '(*Cache).Get'), 'moved +1']);
      checkSince(broken, original, [put, get], ['same', 'same']);
    });

    it('says what is gone', () => {
      checkSince(
        original,
        original.replace('New()', 'Make()'),
        [make],
        ['gone: New is not in this file: it was renamed, moved or deleted since the profile.'],
      );
    });
  });

  describe('never a wrong line', () => {
    const functionSize = fc.integer({ min: 1, max: 5 });
    const edit = fc.record({ at: fc.nat(60), remove: fc.nat(3), insert: fc.nat(3) });

    it('with a baseline, whatever was edited', () => {
      fc.assert(
        fc.property(
          fc.array(functionSize, { minLength: 1, maxLength: 8 }),
          fc.array(edit, { maxLength: 4 }),
          (sizes, edits) => {
            const { text, functions } = program(sizes);
            const edited = edits.reduce(applyEdit, text);
            const baseline = takeBaseline(outlineGo(text));
            assertLinesTrue(
              text,
              edited,
              functions,
              assessFunctions(outlineGo(edited), functions, baseline),
              [],
            );
          },
        ),
        { numRuns: 2000 },
      );
    });

    it('without one, but for the last function: nothing bounds its length', () => {
      fc.assert(
        fc.property(
          fc.array(functionSize, { minLength: 2, maxLength: 8 }),
          fc.nat(60),
          fc.integer({ min: 1, max: 3 }),
          fc.boolean(),
          (sizes, at, lines, isInsertion) => {
            const { text, functions } = program(sizes);
            const edited = applyEdit(
              text,
              isInsertion ? { at, remove: 0, insert: lines } : { at, remove: lines, insert: 0 },
            );
            const last = functions[functions.length - 1];
            assertLinesTrue(text, edited, functions, assessFunctions(outlineGo(edited), functions), [last]);
          },
        ),
        { numRuns: 2000 },
      );
    });

    it('in any text at all', () => {
      const piece = fc.constantFrom(
        'func New() {',
        'func (c *Cache) Put() {',
        '}',
        '{',
        '\n',
        'x()',
        '`',
        '"',
        'func init() {',
        'package a\n',
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
          const outline = outlineGo(pieces.join('\n'));
          const init = { name: 'a.init.0', startLine: 3, firstLine: 4, lastLine: 5 };
          for (const verdict of assessFunctions(outline, [...all, init], takeBaseline(outlineGo(original)))) {
            if (verdict.kind === 'same' || verdict.kind === 'moved') {
              assert.ok(verdict.declaration.lastLine <= outline.lineCount);
            }
          }
        }),
      );
    });
  });

  it('judges a file of 500 functions within the budget of a busy machine', () => {
    const { text, functions } = program(Array.from({ length: 500 }, () => 10));
    const outline = outlineGo(text);
    const baseline = takeBaseline(outline);
    const times = Array.from({ length: 7 }, () => {
      const start = performance.now();
      assessFunctions(outline, functions, baseline);
      return performance.now() - start;
    });
    assert.ok(Math.min(...times) < 300, `${Math.min(...times)} ms`);
  });
});

/** Functions of the given body sizes, each line unique, each line with a cost. */
function program(sizes: readonly number[]): { text: string; functions: ProfiledFunction[] } {
  const lines = ['package a'];
  const functions = sizes.map((size, i): ProfiledFunction => {
    lines.push('', `// F${i} works.`, `func F${i}() {`);
    const startLine = lines.length;
    for (let k = 0; k < size; k++) {
      lines.push(`\tcall(${i}, ${k})`);
    }
    const costs = Array.from({ length: size }, (_, k) => startLine + 1 + k);
    lines.push('}');
    return { name: `a.F${i}`, startLine, firstLine: costs[0], lastLine: costs[size - 1], lines: costs };
  });
  return { text: lines.join('\n'), functions };
}

function applyEdit(
  text: string,
  { at, remove, insert }: { at: number; remove: number; insert: number },
): string {
  const lines = text.split('\n');
  const start = Math.min(at, lines.length);
  lines.splice(start, remove, ...Array.from({ length: insert }, (_, i) => `\tadded(${start}, ${i})`));
  return lines.join('\n');
}

function assertLinesTrue(
  before: string,
  after: string,
  functions: readonly ProfiledFunction[],
  verdicts: readonly Freshness[],
  excepted: readonly ProfiledFunction[],
): void {
  const old = before.split('\n');
  const now = after.split('\n');
  verdicts.forEach((verdict, i) => {
    if ((verdict.kind !== 'same' && verdict.kind !== 'moved') || excepted.includes(functions[i])) {
      return;
    }
    for (const line of functions[i].lines!) {
      if (!verdict.changedLines.includes(line)) {
        assert.equal(now[line + verdict.shift - 1], old[line - 1], `${functions[i].name}\n${after}`);
      }
    }
  });
}
