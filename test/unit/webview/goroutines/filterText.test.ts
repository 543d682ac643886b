import assert from 'node:assert/strict';
import { parseFilter } from '../../../../src/model/goroutineFilter';
import {
  addTerm,
  removeTerm,
  splitFilter,
  toggleValue,
  valuesOfField,
  withoutUnfinished,
  writeTerm,
} from '../../../../webview/goroutines/filterText';

const terms = (text: string) => splitFilter(text).map((part) => part.text);

describe('filter text', () => {
  it('is taken apart where the filter itself is', () => {
    const text = '  state:select  -func:/a b/ created:"main. x" label:k="two words" /var/log wait:>5m ';
    assert.deepEqual(terms(text), [
      'state:select',
      '-func:/a b/',
      'created:"main. x"',
      'label:k="two words"',
      '/var/log',
      'wait:>5m',
    ]);
    assert.equal(parseFilter(text).filter.terms.length, 6);
    for (const { from, to, text: part } of splitFilter(text)) assert.equal(text.slice(from, to), part);
  });

  it('takes terms in once, and away', () => {
    assert.equal(addTerm('a', 'func:x'), 'a func:x');
    assert.equal(addTerm('func:x a', 'func:x'), 'func:x a');
    assert.equal(removeTerm('a func:/b c/ d', 1), 'a d');
  });

  it('toggles the values of a field within its one term', () => {
    const once = toggleValue('pool.go', 'class', 'mutex');
    assert.equal(once, 'pool.go class:mutex');
    const twice = toggleValue(once, 'class', 'cond');
    assert.equal(twice, 'pool.go class:mutex,cond');
    assert.deepEqual(valuesOfField(twice, 'class'), ['mutex', 'cond']);
    assert.equal(toggleValue(twice, 'class', 'mutex'), 'pool.go class:cond');
    assert.equal(toggleValue('class:cond x', 'class', 'cond'), 'x');
    // What is excluded is another matter.
    assert.equal(toggleValue('-class:io', 'class', 'io'), '-class:io class:io');
  });

  it('writes values that are read as they are', () => {
    for (const value of ['main.(*Pool).run', 'a b', 'say "x"', '/path', 'x=y', 'C:\\dir\\f.go']) {
      const { filter, errors } = parseFilter(writeTerm('func', value));
      assert.deepEqual(errors, []);
      assert.deepEqual(filter.terms, [
        { field: 'func', match: { text: value, regex: false }, negated: false },
      ]);
    }
  });

  it('leaves a field alone that has no value yet', () => {
    assert.equal(withoutUnfinished('a state:'), 'a');
    assert.equal(withoutUnfinished('-func:'), '');
    assert.equal(withoutUnfinished('state:x '), 'state:x');
    assert.equal(withoutUnfinished('a: b'), 'a: b');
  });
});
