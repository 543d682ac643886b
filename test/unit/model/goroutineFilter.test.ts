import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { formatMessage } from '../../../src/base/message';
import { type FilterTerm, parseFilter, quoteFilterValue } from '../../../src/model/goroutineFilter';

describe('parseFilter', () => {
  const plain = (text: string) => ({ text, regex: false });

  it('reads every field', () => {
    check('state:select', { field: 'state', match: plain('select') });
    check('state:"chan send"', { field: 'state', match: plain('chan send') });
    check('class:mutex,cond', { field: 'class', classes: ['mutex', 'cond'] });
    check('func:/grpc\\/v2/', { field: 'func', match: { text: 'grpc/v2', regex: true } });
    check('func:/net/http/', { field: 'func', match: { text: 'net/http', regex: true } });
    check('file:pool.go', { field: 'file', match: plain('pool.go') });
    check('created:main.serve', { field: 'created', match: plain('main.serve') });
    check('start:main.run', { field: 'start', match: plain('main.run') });
    check('at:store.go:42', { field: 'at', file: 'store.go', line: 42 });
    check('at:"C:\\src\\my app\\store.go:42"', { field: 'at', file: 'C:/src/my app/store.go', line: 42 });
    check('at:"C:\\\\src\\\\my app\\\\store.go:42"', {
      field: 'at',
      file: 'C:/src/my app/store.go',
      line: 42,
    });
    check('goid:18,19', { field: 'goid', numbers: [18, 19] });
    check('parent:1', { field: 'parent', numbers: [1] });
    check('bubble:3', { field: 'bubble', numbers: [3] });
    check('label:tenant=acme', { field: 'label', key: 'tenant', value: plain('acme') });
    check('label:tenant', { field: 'label', key: 'tenant', value: null });
    check('label:tenant="two words"', { field: 'label', key: 'tenant', value: plain('two words') });
    check('label:path=/^a b$/', { field: 'label', key: 'path', value: { text: '^a b$', regex: true } });
    check('verdict:likely,certain', { field: 'verdict', verdicts: ['likely', 'certain'] });
    check('rule:g4', { field: 'rule', rules: ['G4'] });
    check('is:locked', { field: 'is', flag: 'locked' });
  });

  it('reads durations', () => {
    check('wait:>5m', { field: 'wait', compare: '>', minutes: 5 });
    check('wait:<=1h30m', { field: 'wait', compare: '<=', minutes: 90 });
    check('wait:90s', { field: 'wait', compare: '>=', minutes: 1.5 });
    check('wait:=2d', { field: 'wait', compare: '=', minutes: 2880 });
    check('wait:7', { field: 'wait', compare: '>=', minutes: 7 });
    check('minutes:>=7', { field: 'wait', compare: '>=', minutes: 7 });
  });

  it('reads words, places and paths, negated or not', () => {
    check('grpc', { field: 'text', match: plain('grpc') });
    check('"two words"', { field: 'text', match: plain('two words') });
    check('/a|b/', { field: 'text', match: { text: 'a|b', regex: true } });
    check('store.go:42', { field: 'at', file: 'store.go', line: 42 });
    check('/usr/local/go', { field: 'text', match: plain('/usr/local/go') });
    check('C:\\src\\app', { field: 'text', match: plain('C:\\src\\app') });
    check('http://host', { field: 'text', match: plain('http://host') });
    assert.deepEqual(parseFilter(' -func:net/http  -grpc - ').filter.terms, [
      { field: 'func', match: plain('net/http'), negated: true },
      { field: 'text', match: plain('grpc'), negated: true },
      { field: 'text', match: plain('-'), negated: false },
    ]);
  });

  it('knows words that people would try', () => {
    check('class:chan', { field: 'class', classes: ['channel'] });
    check('class:"IO wait"', { field: 'class', classes: ['io'] });
    check('class:WaitGroup', { field: 'class', classes: ['waitGroup'] });
    check('is:"locked to thread"', { field: 'is', flag: 'locked' });
    check('createdby:main', { field: 'created', match: plain('main') });
  });

  it('says what is wrong, and keeps the rest', () => {
    const errorOf = (text: string) => {
      const { filter, errors } = parseFilter(`${text} state:select`);
      assert.equal(errors.length, 1);
      return { sentence: formatMessage(errors[0]!), terms: filter.terms.length };
    };
    assert.deepEqual(errorOf('wait:soon'), {
      sentence: 'wait: takes a duration, as in wait:>5m or wait:<=1h30m. “soon” is none.',
      terms: 1,
    });
    assert.match(
      errorOf('color:red').sentence,
      /^color: is no field of goroutines\. Fields are state, class/,
    );
    assert.match(errorOf('class:stuck').sentence, /^class: knows no “stuck”\. It knows running, syscall/);
    assert.equal(errorOf('goid:x').sentence, 'goid: takes whole numbers, and “x” is none.');
    assert.equal(errorOf('func:').sentence, 'func: says nothing. Write a value behind it.');
    assert.match(errorOf('at:store.go').sentence, /^at: takes a file and a line/);
    assert.deepEqual(
      parseFilter('state:"chan').errors.map((error) => formatMessage(error)),
      ['A quotation mark is missing behind “chan”.'],
    );
  });

  it('reads a hundred terms', () => {
    const terms = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`).join(' ');
    assert.deepEqual(parseFilter(terms(100)).errors, []);
    const long = parseFilter(terms(101));
    assert.equal(long.filter.terms.length, 100);
    assert.deepEqual(
      long.errors.map((error) => formatMessage(error)),
      ['A filter has at most 100 terms.'],
    );
  });

  it('reads any text, and what quoteFilterValue wrote as it was', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseFilter(text);
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const { filter, errors } = parseFilter(`func:${quoteFilterValue(value)}`);
        assert.deepEqual(errors, []);
        assert.deepEqual(filter.terms, [{ field: 'func', match: plain(value), negated: false }]);
      }),
    );
  });
});

type Body<Term = FilterTerm> = Term extends unknown ? Omit<Term, 'negated'> : never;

function check(text: string, expected: Body): void {
  const { filter, errors } = parseFilter(text);
  assert.deepEqual(errors, []);
  assert.deepEqual(filter.terms, [{ ...expected, negated: false }]);
}
