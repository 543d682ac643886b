import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noQuestion, plainReport } from '../../../../src/model/question';
import { applyTerms } from '../../../../webview/query/apply';
import { askedOptions, exactly, formatAsked } from '../../../../webview/query/format';
import { type Asked, optionOfField, options } from '../../../../webview/query/options';
import { parseQuery } from '../../../../webview/query/parse';

const nothing: Asked = {
  question: noQuestion,
  report: plainReport,
  granularity: 'functions',
  valueType: null,
};

describe('query bar: parseQuery', () => {
  it('reads every way to write a value', () => {
    check('focus:/grpc/', 'focus=grpc');
    check('hide:^runtime\\.', 'hide=^runtime\\.');
    check('focus:/a b\\/c/', 'focus=a b/c');
    check('focus:/a/b/', 'focus=a/b');
    check('focus:"say \\"hi\\" \\\\ there"', 'focus=say "hi" \\ there');
    check('focus:/\\d+\\//', 'focus=\\d+/');
    check('tagfocus:bytes=128kb:1mb', 'tagfocus=bytes=128kb:1mb');
    check('-focus=grpc --hide=x', 'focus=grpc, hide=x');
    check('  noinlines   foldtypes ', 'noinlines=true, foldtypes=true');
    check('noinlines:false', 'noinlines=');
    check('relative', 'relative_percentages=true');
    check('FOCUS:x', 'focus=x');
    check('showfrom:a --prune-from=b fold-types', 'show_from=a, prune_from=b, foldtypes=true');
    check('sort:CUM', 'sort=cum');
    check('granularity:Lines', 'granularity=lines');
    check('divide_by:2.5 nodecount:50 nodefraction:0', 'divide_by=2.5, nodecount=50, nodefraction=0');
    check('sample_index:alloc_space', 'sample_index=alloc_space');
  });

  it('takes what is no option for text to look for', () => {
    check('http.Serve', '“http.Serve”');
    check('main.go:42', '“main.go:42”');
    check('https://example.com', '“https://example.com”');
    check('/regexp with/', '“/regexp with/”');
    check('two words', '“two”, “words”');
    check('', '');
  });

  it('says what is wrong and where', () => {
    wrong('focus:', 'focus needs an expression', 'focus:');
    wrong('focus', 'focus needs an expression', 'focus');
    wrong('focus:""', 'focus needs an expression', 'focus:""');
    wrong('hide:/abc', '/ is not closed', '/abc');
    wrong('hide:"abc\\"', '" is not closed', '"abc\\"');
    wrong('tagroot:', 'tagroot needs the key of a label', 'tagroot:');
    wrong('tagfocus=', 'tagfocus needs an expression or a range', 'tagfocus=');
    wrong('noinlines:perhaps', 'noinlines is on or off: true or false', 'perhaps');
    wrong('divide_by:0', 'divide_by needs a number above 0', '0');
    wrong('divide_by:1e999', 'divide_by needs a number above 0', '1e999');
    wrong('nodecount:-1', 'nodecount needs a whole number', '-1');
    wrong('nodefraction:1.5', 'nodefraction needs a number from 0 to 1', '1.5');
    wrong('granularity:column', granularityText, 'column');
    wrong('focsu:/x/', 'There is no option “focsu”', 'focsu:');
    wrong('focus:a b', '“b” is no option. Values with spaces stand in quotes or slashes', 'b');
    wrong('noinlines hide:/', '/ is not closed', '/');
  });

  it('reads back whatever a chip shows', () => {
    fc.assert(
      fc.property(anyAsked, (asked) => {
        const line = formatAsked(asked);
        const parsed = parseQuery(line);
        assert.equal(parsed.problem, null, line);
        assert.equal(
          JSON.stringify(plain(applyTerms(nothing, parsed.terms))),
          JSON.stringify(plain(asked)),
          line,
        );
      }),
    );
  });

  it('reads any line to its end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'fo:="/\\ a') }), (line) => {
        const { terms } = parseQuery(line);
        assert.equal(
          terms
            .map(({ from, to }) => line.slice(from, to))
            .join('')
            .replace(/\s/g, ''),
          line.replace(/\s/g, ''),
        );
      }),
    );
  });
});

describe('query bar: options', () => {
  it('has one for every field of a question', () => {
    const fields = Object.keys(noQuestion);
    assert.deepEqual(
      fields.filter((field) => !optionOfField(field)),
      [],
    );
    assert.equal(new Set(fields.map((field) => optionOfField(field)!.name)).size, fields.length);
    assert.equal(optionOfField('toString'), null);
  });

  it('asks for trimming with its first part and ends with its last', () => {
    const count = ask(nothing, 'nodecount:50');
    assert.deepEqual([count.report.trim, count.report.nodeCount], [true, 50]);
    assert.deepEqual(names(count), ['nodecount']);
    const both = ask(count, 'nodefraction:0.1');
    assert.deepEqual(names(both), ['nodecount', 'nodefraction']);
    const one = optionNamed('nodecount').write(both, '');
    assert.equal(one.report.trim, true);
    assert.equal(optionNamed('nodefraction').write(one, '').report.trim, false);
    assert.deepEqual(names(ask(nothing, 'nodefraction:0.005')), ['trim']);
  });

  it('takes a name as it is', () => {
    assert.equal(exactly('main.(*Cache[...]).Put'), '^main\\.\\(\\*Cache\\[\\.\\.\\.\\]\\)\\.Put$');
  });
});

const granularityText = 'granularity is one of functions, filefunctions, files, lines, addresses';

function check(line: string, expected: string): void {
  const { terms, problem } = parseQuery(line);
  const text = terms.map((term) =>
    term.kind === 'option' ? `${term.option.name}=${term.value}` : `“${term.text}”`,
  );
  assert.equal(problem, null, line);
  assert.equal(text.join(', '), expected, line);
}

function wrong(line: string, message: string, where: string): void {
  const { problem } = parseQuery(line);
  assert.ok(problem, line);
  assert.deepEqual([problem.message, line.slice(problem.from, problem.to)], [message, where]);
}

function ask(asked: Asked, line: string): Asked {
  return applyTerms(asked, parseQuery(line).terms);
}

/** Fields in one order, whatever made the object. */
function plain({ question, report, ...rest }: Asked) {
  return {
    question: { ...noQuestion, ...question },
    report: { ...plainReport, ...report },
    granularity: rest.granularity,
  };
}

function names(asked: Asked): readonly string[] {
  return askedOptions(asked).map(({ option }) => option.name);
}

function optionNamed(name: string) {
  return options.find((option) => option.name === name)!;
}

const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab/"\\ .|=:') }));

const anyAsked: fc.Arbitrary<Asked> = fc.record({
  question: fc.record(
    Object.fromEntries(
      Object.entries(noQuestion).map(([name, plain]) => [
        name,
        typeof plain === 'boolean' ? fc.boolean() : text,
      ]),
    ),
  ) as unknown as fc.Arbitrary<Asked['question']>,
  report: fc.record({
    mean: fc.boolean(),
    relativePercentages: fc.boolean(),
    dropNegative: fc.boolean(),
    divideBy: fc.constantFrom(1, 2, 2.5),
    unit: fc.constantFrom('auto', 'MB'),
    trim: fc.constant(true),
    nodeCount: fc.nat({ max: 999 }),
    nodeFraction: fc.constantFrom(0.005, 0, 0.5),
    edgeFraction: fc.constantFrom(0.001, 1),
    sort: fc.constant('flat' as const),
  }),
  granularity: fc.constant('functions' as const),
  valueType: fc.constant(null),
});
