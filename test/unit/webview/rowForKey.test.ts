import assert from 'node:assert/strict';
import { rowForKey } from '../../../webview/table/rowForKey';

describe('keys of a table', () => {
  const at = (key: string, page = 10.9) => rowForKey(key, { active: 50, count: 100, page });

  it('lead from row to row, and by what is in sight less one', () => {
    const keys = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x'];
    assert.deepEqual(
      keys.map((key) => at(key)),
      [51, 49, 59, 41, 0, 99, null],
    );
    assert.equal(at('PageDown', 0.5), 51);
  });
});
