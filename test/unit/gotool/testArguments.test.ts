import assert from 'node:assert/strict';
import { exactly, type TestArguments, testArguments } from '../../../src/gotool/testArguments';

const plain: TestArguments = {
  kind: 'test',
  name: 'TestPut',
  profiles: ['memory'],
  tags: '',
  memProfileRate: 0,
  extraFlags: [],
  output: {
    profiles: { memory: '/t/m', cpu: '/t/c', block: '/t/b', mutex: '/t/x' },
    binary: '/t/package.test',
  },
};

function check(what: string, change: Partial<TestArguments>, expected: string): void {
  it(what, () => assert.equal(testArguments({ ...plain, ...change }).join(' '), expected));
}

describe('testArguments', () => {
  check('a test', {}, 'test -count=1 -v -run ^TestPut$ -memprofile /t/m -o /t/package.test .');
  check(
    'a benchmark runs no test, and counts allocations',
    { kind: 'benchmark', name: 'BenchmarkPut' },
    'test -count=1 -v -run ^$ -bench ^BenchmarkPut$ -benchmem -memprofile /t/m -o /t/package.test .',
  );
  check(
    'a fuzz target runs its seeds, without -fuzz',
    { kind: 'fuzz', name: 'FuzzPut', profiles: ['cpu'] },
    'test -count=1 -v -run ^FuzzPut$ -cpuprofile /t/c -o /t/package.test .',
  );
  check(
    'all kinds in one run',
    { profiles: ['memory', 'cpu', 'block', 'mutex'] },
    'test -count=1 -v -run ^TestPut$ -memprofile /t/m -cpuprofile /t/c -blockprofile /t/b -mutexprofile /t/x -o /t/package.test .',
  );
  check(
    'the rate of the memory profile',
    { memProfileRate: 1 },
    'test -count=1 -v -run ^TestPut$ -memprofile /t/m -memprofilerate 1 -o /t/package.test .',
  );
  check(
    'no rate without a memory profile',
    { memProfileRate: 1, profiles: ['cpu'] },
    'test -count=1 -v -run ^TestPut$ -cpuprofile /t/c -o /t/package.test .',
  );
  check(
    'tags',
    { tags: 'integration,slow' },
    'test -count=1 -v -tags integration,slow -run ^TestPut$ -memprofile /t/m -o /t/package.test .',
  );
  check(
    "the user's flags win over the defaults, and lose against what the run depends on",
    { extraFlags: ['-count=5', '-race', '-run', 'Other'] },
    'test -count=1 -v -count=5 -race -run Other -run ^TestPut$ -memprofile /t/m -o /t/package.test .',
  );
  check(
    'what follows -args is for the test, behind the package',
    { extraFlags: ['-race', '-args', '-update', '.'] },
    'test -count=1 -v -race -run ^TestPut$ -memprofile /t/m -o /t/package.test . -args -update .',
  );

  it('quotes names for regular expressions', () => {
    assert.equal(exactly('TestÄ_1'), '^TestÄ_1$');
    assert.equal(
      exactly('Test.*|x/(y)[z]{1}?+\\^$'),
      '^Test\\.\\*\\|x\\/\\(y\\)\\[z\\]\\{1\\}\\?\\+\\\\\\^\\$$',
    );
  });
});
