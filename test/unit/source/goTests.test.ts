import assert from 'node:assert/strict';
import { outlineGo } from '../../../src/source/goOutline';
import { buildConstraint, findGoTests, goTestAt, isGoTestFile } from '../../../src/source/goTests';

/** `test TestX 3-5` for each. */
function check(lines: readonly string[], expected: readonly string[]): void {
  const found = findGoTests(outlineGo(['package a', ...lines].join('\n')));
  assert.deepEqual(
    found.map(({ kind, name, line, lastLine }) => `${kind} ${name} ${line}-${lastLine}`),
    expected,
  );
}

describe('findGoTests', () => {
  it('finds tests, benchmarks and fuzz targets with their lines', () => {
    check(
      [
        'func TestPut(t *testing.T) {',
        '}',
        'func helper() {}',
        'func BenchmarkPut(b *testing.B) { b.Run("x", func(b *testing.B) {}) }',
        'func FuzzPut(f *testing.F) {}',
        'func ExamplePut() {}',
      ],
      ['test TestPut 2-3', 'benchmark BenchmarkPut 5-5', 'fuzz FuzzPut 6-6'],
    );
  });

  it("takes names by Go's rule: no lower-case letter follows the word", () => {
    check(
      [
        'func Test(t *testing.T) {}',
        'func Test_put(t *testing.T) {}',
        'func Test1(t *testing.T) {}',
        'func TestÄpfel(t *testing.T) {}',
        'func Test世界(t *testing.T) {}',
        'func Testify(t *testing.T) {}',
        'func Testäpfel(t *testing.T) {}',
        'func Benchmarking(b *testing.B) {}',
        'func testPut(t *testing.T) {}',
      ],
      ['test Test 2-2', 'test Test_put 3-3', 'test Test1 4-4', 'test TestÄpfel 5-5', 'test Test世界 6-6'],
    );
  });

  it('looks at the one parameter, however testing is imported and the line is broken', () => {
    check(
      [
        'func TestDot(t *T) {}',
        'func TestAlias(t *tst.T) {}',
        'func TestNameless(*testing.T) {}',
        'func TestBroken(',
        '\tt *testing.T, // the test',
        ') {}',
        'func TestComment(/* t */ t /* of */ *testing.T) {}',
      ],
      [
        'test TestDot 2-2',
        'test TestAlias 3-3',
        'test TestNameless 4-4',
        'test TestBroken 5-7',
        'test TestComment 8-8',
      ],
    );
  });

  it('leaves out what go test does not run', () => {
    check(
      [
        'func TestMain(m *testing.M) {}',
        'func (s *Suite) TestPut(t *testing.T) {}',
        'func TestTwo(t *testing.T, n int) {}',
        'func TestNone() {}',
        'func TestResult(t *testing.T) error { return nil }',
        'func TestGeneric[X any](t *testing.T) {}',
        'func TestValue(t testing.T) {}',
        'func TestB(b *testing.B) {}',
        'func BenchmarkT(t *testing.T) {}',
        'func TestAssembly(t *testing.T)',
        '// func TestComment(t *testing.T) {}',
        'var TestVar = func(t *testing.T) {}',
      ],
      [],
    );
  });

  it('takes TestMain with a T for a test, as Go does', () => {
    check(['func TestMain(t *testing.T) {}'], ['test TestMain 2-2']);
  });

  it('tells the one at a line', () => {
    const outline = outlineGo('package a\n\nfunc TestA(t *testing.T) {\n\tx()\n}\n\nfunc b() {}\n');
    assert.deepEqual(
      [2, 3, 4, 5, 6, 7].map((line) => goTestAt(outline, line)?.name ?? null),
      [null, 'TestA', 'TestA', 'TestA', null, null],
    );
  });
});

describe('isGoTestFile', () => {
  it('goes by the name', () => {
    for (const [path, expected] of [
      ['/a/put_test.go', true],
      ['put_linux_test.go', true],
      ['/a/put.go', false],
      ['/a/_put_test.go', false],
      ['/a/.put_test.go', false],
      ['/a_test.go/put.go', false],
    ] as const) {
      assert.equal(isGoTestFile(path), expected, path);
    }
  });
});

describe('buildConstraint', () => {
  it('is that of the line above the package clause', () => {
    assert.equal(
      buildConstraint('// Copyright\n\n//go:build linux && !race\n\npackage a\n'),
      'linux && !race',
    );
    assert.equal(buildConstraint('package a\n\n//go:build linux\n'), '');
    assert.equal(buildConstraint('// package of tests\n//go:build x\n'), 'x');
    assert.equal(buildConstraint(''), '');
  });
});
