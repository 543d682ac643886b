import assert from 'node:assert/strict';
import { displayNames, findDeclaration, packageBaseOf } from '../../../src/source/functionName';
import { outlineGo } from '../../../src/source/goOutline';

describe('functionName', () => {
  const table: [name: string, full: string, trimmed: string, short: string][] = [
    ['main.main', 'main.main', 'main.main', 'main'],
    [
      'example.com/app/store.(*Cache[...]).Put.func1.2',
      'example.com/app/store.(*Cache[...]).Put.func1.2',
      'store.(*Cache[...]).Put.func1.2',
      '(*Cache).Put.func1.2',
    ],
    ['example.com/app/v2.Run', 'example.com/app/v2.Run', 'app.Run', 'Run'],
    ['gopkg.in/yaml%2ev3.Unmarshal', 'gopkg.in/yaml.v3.Unmarshal', 'yaml.Unmarshal', 'Unmarshal'],
    [
      'example.com/a.Map[go.shape.struct { example.com/b.X int }]',
      'example.com/a.Map[...]',
      'a.Map[...]',
      'Map',
    ],
    [
      'main.run.(*Pool).Get.func1',
      'main.run.(*Pool).Get.func1',
      'main.run.(*Pool).Get.func1',
      'run.(*Pool).Get.func1',
    ],
    ['std::sort<int>(int*)', 'std::sort<int>(int*)', 'std::sort<int>(int*)', 'std::sort<int>(int*)'],
    ['memeqbody', 'memeqbody', 'memeqbody', 'memeqbody'],
  ];
  for (const [name, full, trimmed, short] of table) {
    it(name, () => {
      assert.deepEqual(displayNames(name), { full, trimmed, short });
    });
  }

  it('names packages as people import them', () => {
    const names = ['example.com/app/v2', 'v2', 'gopkg.in/yaml.v3', 'example.com/x.v3', 'net/http'];
    assert.deepEqual(names.map(packageBaseOf), ['app', 'v2', 'yaml', 'x.v3', 'http']);
  });

  describe('findDeclaration', () => {
    const outline = outlineGo(
      [
        'package store',
        'func Get() {}',
        'func (c Cache) Put() {}',
        'func (c *List[T]) Add() {}',
        'func init() {}',
        'func init() {}',
        'var x = func() {}',
        'func main() { func() {}() }',
        '//go:linkname reflect_new reflect.unsafe_New',
        'func reflect_new() {}',
      ].join('\n'),
    );
    const rows: [name: string, startLine: number, expected: string | null][] = [
      ['a/store.Get', 2, 'Get'],
      ['a/store.Get.func1', 0, 'Get'],
      ['a/store.Cache.Put.func1', 0, 'Cache.Put'],
      ['a/store.run.Get.func1', 0, 'Get'],
      ['a/store.Cache.Get', 0, 'Get'],
      ['a/store.Cache.Get', 2, null],
      ['reflect.unsafe_New', 10, 'reflect_new'],
      ['a/store.reflect_new', 10, null],
      ['a/store.(*List[...]).Add', 40, '(*List[...]).Add'],
      ['a/store.(*List[go.shape.int]).Add', 40, '(*List[...]).Add'],
      ['a/store.init.0', 5, 'init.0'],
      ['a/store.init.7', 6, 'init.1'],
      ['a/store.init.0', 9, null],
      ['a/store.init.func3', 0, 'init.func1'],
      ['a/store.glob..func3', 0, 'init.func1'],
      ['a/store.Absent', 2, null],
      ['a/store.Put', 3, null],
    ];
    for (const [name, startLine, expected] of rows) {
      it(`${name} at ${startLine} is ${expected}`, () => {
        assert.equal(findDeclaration(outline, name, startLine)?.name ?? null, expected);
      });
    }
  });
});
