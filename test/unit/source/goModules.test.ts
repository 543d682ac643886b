import assert from 'node:assert/strict';
import { packagePathsOf, parseGoMod, readGoModules } from '../../../src/source/goModules';

function reader(files: Record<string, string>) {
  return async (path: string) => files[path] ?? null;
}

describe('goModules', () => {
  it('reads modules, uses and replacements', () => {
    const text = [
      '// a comment: module nope',
      'module "example.com/app/v2" // trailing',
      'go 1.24',
      'require example.com/x v1.0.0',
      'replace example.com/x => ../x',
      'replace (',
      '\texample.com/y v1.2.0 => example.com/fork v1.3.0 // why',
      '\texample.com/z => C:\\src\\z',
      '\tbroken =>',
      ')',
      'use ./tools',
      'use (',
      '\t.',
      '\t`./with space`',
      ')',
    ].join('\r\n');
    assert.deepEqual(parseGoMod(text), {
      module: 'example.com/app/v2',
      uses: ['./tools', '.', './with space'],
      replaces: [
        { path: 'example.com/x', version: '', folder: '../x', module: '' },
        { path: 'example.com/y', version: 'v1.2.0', folder: '', module: 'example.com/fork@v1.3.0' },
        { path: 'example.com/z', version: '', folder: 'C:\\src\\z', module: '' },
      ],
    });
  });

  it('resolves folders, and puts the replacements of go.work first', async () => {
    const files = {
      '/w/go.work': 'go 1.24\nuse (\n\t./app\n\t../shared\n)\nreplace example.com/x => ./x-work\n',
      '/w/app/go.mod': 'module example.com/app\nreplace example.com/x => ../x-mod\n',
      '/shared/go.mod': 'module example.com/shared/nested\n',
    };
    const modules = await readGoModules(reader(files), ['/w/app/go.mod'], ['/w/go.work'], false);
    assert.deepEqual(modules, [
      {
        path: 'example.com/shared/nested',
        folder: '/shared',
        replaces: [{ path: 'example.com/x', version: '', folder: '/w/x-work', module: '' }],
      },
      {
        path: 'example.com/app',
        folder: '/w/app',
        replaces: [
          { path: 'example.com/x', version: '', folder: '/w/x-work', module: '' },
          { path: 'example.com/x', version: '', folder: '/w/x-mod', module: '' },
        ],
      },
    ]);
  });

  it('does not let a module file point to another machine', async () => {
    const files: Record<string, string> = {
      'c:\\w\\go.work': 'use (\n\t.\n\t//evil.example/share\n\t\\\\evil.example\\share\n)\n',
      'c:\\w\\go.mod': 'module example.com/app\nreplace example.com/x => //evil.example/share\n',
    };
    const asked: string[] = [];
    const modules = await readGoModules(
      async (path) => {
        asked.push(path);
        return files[path] ?? null;
      },
      ['c:\\w\\go.mod'],
      ['c:\\w\\go.work'],
      true,
    );
    assert.deepEqual(asked, ['c:\\w\\go.work', 'c:\\w\\go.mod']);
    assert.deepEqual(modules, [{ path: 'example.com/app', folder: 'c:\\w', replaces: [] }]);
  });

  it('knows the package of a file: the innermost module decides', async () => {
    const files = {
      '/w/go.mod': 'module example.com/app\nreplace example.com/old => ./old\n',
      '/w/tools/go.mod': 'module example.com/tools\n',
      '/w/old/go.mod': 'module example.com/new\n',
    };
    const modules = await readGoModules(reader(files), Object.keys(files), [], false);
    assert.deepEqual(packagePathsOf('/w/main.go', modules, false), ['example.com/app']);
    assert.deepEqual(packagePathsOf('/w/a/b/c.go', modules, false), ['example.com/app/a/b']);
    assert.deepEqual(packagePathsOf('/w/tools/gen/gen.go', modules, false), ['example.com/tools/gen']);
    assert.deepEqual(packagePathsOf('/elsewhere/x.go', modules, false), []);
    assert.deepEqual(packagePathsOf('/w/old/sub/x.go', modules, false).sort(), [
      'example.com/new/sub',
      'example.com/old/sub',
    ]);
    const windows = [{ path: 'example.com/app', folder: 'c:\\W\\app', replaces: [] }];
    assert.deepEqual(packagePathsOf('C:\\w\\APP\\Store\\x.go', windows, true), ['example.com/app/Store']);
  });

  it('survives anything', () => {
    for (const text of [
      '',
      'module',
      'module (',
      'use',
      'replace',
      'replace =>',
      ')',
      '"',
      '`',
      '/* x',
      'replace ( => )',
    ]) {
      assert.equal(typeof parseGoMod(text).module, 'string');
    }
  });
});
