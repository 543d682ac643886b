import assert from 'node:assert/strict';
import { limitsOfEnv } from '../../../src/gotool/goLimits';

describe('limits of an environment', () => {
  it('are read as Go reads them', () => {
    const limits = (GOMEMLIMIT: string, GOGC: string) => {
      const { memoryLimit, containerLimit, gogc } = limitsOfEnv({ GOMEMLIMIT, GOGC });
      return [memoryLimit, containerLimit, gogc];
    };
    assert.deepEqual(limits('512MiB', '50'), [512 * 2 ** 20, null, 50]);
    assert.deepEqual(limits('1000', 'off'), [1000, null, -1]);
    assert.deepEqual(limits('2GiB', '0'), [2 ** 31, null, 0]);
    assert.deepEqual(limits('7B', ''), [7, null, null]);
    assert.deepEqual(limits('off', '100%'), [Number.POSITIVE_INFINITY, null, null]);
    assert.deepEqual(limits('512MB', '-5'), [null, null, null]);
    assert.deepEqual(limitsOfEnv({}), { memoryLimit: null, containerLimit: null, gogc: null });
  });
});
