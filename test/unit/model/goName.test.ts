import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  declaredCandidates,
  declaredNameOf,
  foldTypeArguments,
  packageNameOf,
  parseGoName,
  withoutTypeArguments,
} from '../../../src/model/goName';

describe('goName', () => {
  describe('packageNameOf', () => {
    const table: [name: string, packagePath: string][] = [
      ['main.main', 'main'],
      ['runtime.mallocgc', 'runtime'],
      ['net/http.(*conn).serve', 'net/http'],
      ['example.com/app/v2.(*Cache[...]).Put.func1.2', 'example.com/app/v2'],
      ['example.com/app.Map[go.shape.struct { example.com/other/pkg.X int }]', 'example.com/app'],
      ['example.com/app.(*List[github.com/x/y.T]).Add', 'example.com/app'],
      ['gopkg.in/yaml%2ev3.Unmarshal', 'gopkg.in/yaml.v3'],
      ['gopkg.in/yaml.v3.Unmarshal', 'gopkg.in/yaml.v3'],
      ['gopkg.in/yaml.v3.(*Decoder).Decode', 'gopkg.in/yaml.v3'],
      ['vendor/golang.org/x/net/http2/hpack.(*Decoder).Write', 'vendor/golang.org/x/net/http2/hpack'],
      ['example.com/app_test.TestPut', 'example.com/app_test'],
      ['example.com/go-lib.New', 'example.com/go-lib'],
      ['_/home/me/app.Run', '_/home/me/app'],
      ['example.com/caf%c3%a9.Open', 'example.com/café'],
      ['example.com/100%.Open', 'example.com/100%'],
      ['main.(*struct { sync.Mutex; n int }).Lock', 'main'],
      ['internal/runtime/maps.(*Map).getWithoutKeySmallFastStr', 'internal/runtime/maps'],
      ['main.glob..func1', 'main'],
      ['type:.eq.example.com/app.Key', ''],
      ['go:buildid', ''],
      ['memeqbody', ''],
      ['_rt0_amd64_linux', ''],
      ['std::vector<int>::push_back(int const&)', ''],
      ['operator new(unsigned long)', ''],
      ['(anonymous namespace)::run(int)', ''],
      ['core::ptr::drop_in_place<alloc::vec::Vec<u8>>', ''],
      ['<alloc::vec::Vec<T> as core::ops::drop::Drop>::drop', ''],
      ['malloc@@GLIBC_2.2.5', ''],
      ['copy_block.part.0', ''],
      ['je_malloc.cold', ''],
      ['__libc_start_main', ''],
      ['.L42', ''],
      ['', ''],
      ['0x45a1f0', ''],
    ];
    for (const [name, packagePath] of table) {
      it(`${name || '(empty)'} → ${packagePath || '(none)'}`, () => {
        assert.equal(packageNameOf(name), packagePath);
      });
    }
  });

  describe('declaredNameOf', () => {
    const table: [name: string, declared: string][] = [
      ['main.main', 'main.main'],
      ['main.main.func1', 'main.main'],
      ['main.main.func1.2', 'main.main'],
      ['main.main.gowrap1', 'main.main'],
      ['main.main.func2.deferwrap1', 'main.main'],
      ['main.main·dwrap·1', 'main.main'],
      ['main.walk-range1', 'main.walk'],
      ['main.walk.func1-range2', 'main.walk'],
      ['main.(*T).Get-fm', 'main.(*T).Get'],
      ['main.T.Get-fm', 'main.T.Get'],
      ['example.com/app/v2.(*Cache[...]).Put.func1.2', 'example.com/app/v2.(*Cache[...]).Put'],
      ['example.com/app.(*Cache[go.shape.int,example.com/k.v.T]).Put', 'example.com/app.(*Cache[...]).Put'],
      ['main.Map[go.shape.[]uint8].func1', 'main.Map[...]'],
      ['main.Cache.Get', 'main.Cache.Get'],
      ['main.Cache.Get.func1', 'main.Cache.Get'],
      ['main.func1', 'main.func1'],
      ['main.func1.func2', 'main.func1'],
      ['main.(*T).func1', 'main.(*T).func1'],
      ['main.(*T).func1.func2', 'main.(*T).func1'],
      ['main.func1st', 'main.func1st'],
      ['main.T.func1st', 'main.T.func1st'],
      ['main.init', 'main.init'],
      ['main.init.0', 'main.init.0'],
      ['main.init.0.func1', 'main.init.0'],
      ['main.init.func1', 'main.init.func1'],
      ['main.init.func1.2', 'main.init.func1'],
      ['main.glob..func1', 'main.glob..func1'],
      ['main.glob..func12.3.gowrap1', 'main.glob..func12'],
      ['main.map.init.0', 'main.map.init.0'],
      ['main.initialise', 'main.initialise'],
      ['main.initialise.func1', 'main.initialise'],
      ['main.(*T).init', 'main.(*T).init'],
      ['main.(*T).init.func1', 'main.(*T).init'],
      ['main.main.(*Pool).Get.func1', 'main.(*Pool).Get'],
      ['main.(*Server).Run.Get.func1', 'main.Get'],
      ['main.main.func1.Get.2', 'main.Get'],
      ['main.main.func1.(*Pool[...]).Get.2', 'main.(*Pool[...]).Get'],
      ['main.init.OnceFunc.func1', 'main.OnceFunc'],
      // As Go 1.26 wrote them.
      ['main.(*T).Ptr-fm.(*T).Ptr.func1', 'main.(*T).Ptr'],
      ['main.main.main.func2.Do.func17', 'main.Do'],
      ['main.main.main.OnceFunc.func14.func15', 'main.OnceFunc'],
      ['main.main.ranger-range1', 'main.main.ranger'],
      ['main.main.ranger.seq.main.ranger-range1-range3', 'main.ranger'],
      ['encoding/json.typeEncoder.OnceValue[...].func1', 'encoding/json.OnceValue[...]'],
      ['gopkg.in/yaml%2ev3.Unmarshal.func1', 'gopkg.in/yaml.v3.Unmarshal'],
      ['std::sort<int>(int*, int*)', 'std::sort<int>(int*, int*)'],
      ['memeqbody', 'memeqbody'],
    ];
    for (const [name, declared] of table) {
      it(`${name} → ${declared}`, () => {
        assert.equal(declaredNameOf(name), declared);
      });
    }

    it('takes the package of the file for a literal of an inlined function', () => {
      assert.equal(
        declaredNameOf('main.main.(*Pool).Get.func1', 'example.com/pool'),
        'example.com/pool.(*Pool).Get',
      );
      assert.equal(declaredNameOf('main.main.func1', 'example.com/pool'), 'main.main');
    });
  });

  it('parts join to the name again', () => {
    assert.deepEqual(parseGoName('a.b/c.(*T[int]).M.func1.2'), {
      packagePath: 'a.b/c',
      declared: '(*T[...]).M',
      suffix: '.func1.2',
      inlinedInto: '',
    });
    assert.deepEqual(parseGoName('main.run.(*Pool).Get.func1-range2'), {
      packagePath: 'main',
      declared: '(*Pool).Get',
      suffix: '.func1-range2',
      inlinedInto: 'run',
    });
  });

  it('names what two plain names may be', () => {
    assert.deepEqual(declaredCandidates(parseGoName('main.Cache.Get.func1')), ['Cache.Get', 'Get']);
    assert.deepEqual(declaredCandidates(parseGoName('main.init.0.func1')), ['init.0']);
    assert.deepEqual(declaredCandidates(parseGoName('main.(*T).Get.func1')), ['(*T).Get']);
  });

  it('asks whether the first of two plain names is a function', () => {
    const isFunction = (name: string) => name === 'runtime.gcMarkDone' || name === 'gopkg.in/a%2ev1.run';
    assert.equal(
      declaredNameOf('runtime.gcMarkDone.forEachP.func5', undefined, isFunction),
      'runtime.forEachP',
    );
    assert.equal(
      declaredNameOf('runtime.Cache.forEachP.func5', undefined, isFunction),
      'runtime.Cache.forEachP',
    );
    assert.equal(declaredNameOf('gopkg.in/a%2ev1.run.Get.func1', undefined, isFunction), 'gopkg.in/a.v1.Get');
    assert.equal(
      declaredNameOf('runtime.gcMarkDone.forEachP', undefined, isFunction),
      'runtime.gcMarkDone.forEachP',
    );
  });

  it('strips type arguments with their brackets', () => {
    assert.equal(withoutTypeArguments('main.Map[go.shape.[]int].func1'), 'main.Map.func1');
    assert.equal(withoutTypeArguments('a/b.(*T[...]).M'), 'a/b.(*T).M');
    assert.equal(withoutTypeArguments('main.Map[unclosed'), 'main.Map[unclosed');
    assert.equal(withoutTypeArguments('std::map<int>::operator[](int)'), 'std::map<int>::operator[](int)');
  });

  it('folds type arguments of Go names alone', () => {
    assert.equal(foldTypeArguments('main.Map[go.shape.[]int].func1'), 'main.Map[...].func1');
    assert.equal(foldTypeArguments('a/b.(*T[int,map[string]int]).M'), 'a/b.(*T[...]).M');
    assert.equal(foldTypeArguments('main.Map[...]'), 'main.Map[...]');
    for (const name of ['main.main', 'main.Map[unclosed', '[libc.so.6]', 'a[0]', 'std::vec<[u8]>']) {
      assert.equal(foldTypeArguments(name), name);
    }
  });

  it('knows closures', () => {
    assert.equal(parseGoName('main.main.func1').suffix, '.func1');
    assert.equal(parseGoName('main.main').suffix, '');
    assert.equal(parseGoName('main.glob..func1').suffix, '');
  });

  it('reads any string without throwing, and is idempotent', () => {
    const alphabet = fc.constantFrom(...'ab/.()[]*-%2e·:<> {}0', 'func1', 'init', 'glob.', '-range1', '(*T)');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 24 }), (pieces) => {
        const name = pieces.join('');
        parseGoName(name);
        packageNameOf(name);
        const bare = withoutTypeArguments(name);
        assert.equal(withoutTypeArguments(bare).length <= bare.length, true);
        const folded = foldTypeArguments(name);
        assert.equal(foldTypeArguments(folded), folded);
      }),
      { numRuns: 2000 },
    );
  });
});
