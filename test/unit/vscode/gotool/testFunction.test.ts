import assert from 'node:assert/strict';
import { testFunction } from '../../../../src/vscode/gotool/testFunction';

describe('testFunction', () => {
  const check = (names: readonly string[], expected: string | undefined) =>
    assert.equal(testFunction(names, 'BenchmarkPut'), expected);

  it('is the function of the test, else a literal inside', () => {
    check(
      ['a', 'example.com/x.BenchmarkPut.func1', 'example.com/x.BenchmarkPut'],
      'example.com/x.BenchmarkPut',
    );
    check(['a', 'x.BenchmarkPut.func1.2'], 'x.BenchmarkPut.func1.2');
    check(['x.BenchmarkPutAll', 'x.myBenchmarkPut'], undefined);
  });
});
