import assert from 'node:assert/strict';
import { baseNameOf } from '../../../src/base/baseNameOf';

describe('the last part of a path', () => {
  it('is found in paths of any system', () => {
    assert.equal(baseNameOf('/usr/bin/app'), 'app');
    assert.equal(baseNameOf('C:\\bin\\app.exe'), 'app.exe');
    assert.equal(baseNameOf('app'), 'app');
    assert.equal(baseNameOf('/usr/bin/'), '');
  });
});
