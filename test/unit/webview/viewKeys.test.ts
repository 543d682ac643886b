import assert from 'node:assert/strict';
import { keyOfView, viewBeside, viewOfKey } from '../../../webview/viewKeys';

describe('keys of views', () => {
  it('are their numbers', () => {
    assert.equal(viewOfKey('1', 'raw', []), 'flame');
    assert.equal(viewOfKey('9', 'flame', []), 'raw');
    assert.equal(viewOfKey('0', 'flame', []), null);
    assert.equal(viewOfKey('x', 'flame', []), null);
    assert.equal(viewOfKey('', 'flame', []), null);
    assert.deepEqual([keyOfView('flame'), keyOfView('raw'), keyOfView('costs')], ['1', '9', '']);
  });

  it('are brackets for the ones beside, round at the ends and past what is absent', () => {
    assert.equal(viewOfKey(']', 'top', ['split']), 'peek');
    assert.equal(viewOfKey('[', 'flame', ['trend']), 'costs');
    assert.equal(viewBeside('raw', 1, ['costs', 'trend']), 'flame');
  });

  it('lead to no view that has no room', () => {
    assert.equal(viewOfKey('3', 'flame', ['split']), null);
  });
});
