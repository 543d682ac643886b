import assert from 'node:assert/strict';
import { mappedPaths, teachMapping } from '../../../src/source/pathMappings';
import type { SourcePlaces } from '../../../src/source/sourcePlaces';

const one: SourcePlaces = {
  isWindows: false,
  workspaceFolders: [{ name: 'app', path: '/home/me/app' }],
  modules: [],
  goRoots: [],
  moduleCache: '',
  pathMappings: {},
};
const two: SourcePlaces = {
  ...one,
  workspaceFolders: [
    { name: 'app', path: '/home/me/app' },
    { name: 'lib', path: '/home/me/lib' },
  ],
};
const windows: SourcePlaces = {
  ...one,
  isWindows: true,
  workspaceFolders: [{ name: 'app', path: 'c:\\Users\\Me\\app' }],
};

describe('pathMappings', () => {
  const workspace = `\${workspaceFolder}`;
  const lib = `\${workspaceFolder:lib}`;

  describe('mappedPaths', () => {
    const table: [
      places: SourcePlaces,
      mappings: Record<string, string>,
      recorded: string,
      expected: string[],
    ][] = [
      [one, { '/build': workspace }, '/build/a/b.go', ['/home/me/app/a/b.go']],
      [one, { '/build/': `${workspace}/sub/` }, '/build/a/b.go', ['/home/me/app/sub/a/b.go']],
      [one, { '/build': workspace }, '/building/a.go', []],
      [one, { '/build': '/x', '/build/a': '/y' }, '/build/a/b.go', ['/y/b.go', '/x/a/b.go']],
      [one, { '/build/a/b.go': '/x/c.go' }, '/build/a/b.go', ['/x/c.go']],
      [one, { 'example.com/app': workspace }, 'example.com/app/a.go', ['/home/me/app/a.go']],
      [one, { '/build': 'relative/folder' }, '/build/a.go', []],
      [one, { '': '/x', ' ': '/x' }, '/a.go', []],
      [one, { '/build': '/x' }, '/build/../../etc/passwd', []],
      [one, { 'D:\\Agent': '/x' }, 'd:/agent/Sub/a.go', ['/x/Sub/a.go']],
      [one, { '/Build': '/x' }, '/build/a.go', []],
      [two, { '/build': workspace }, '/build/a.go', ['/home/me/app/a.go', '/home/me/lib/a.go']],
      [two, { '/build': lib }, '/build/a.go', ['/home/me/lib/a.go']],
      [windows, { '/build': workspace }, '/build/a/b.go', ['c:\\Users\\Me\\app\\a\\b.go']],
      [windows, { '/build': 'd:\\src' }, '/build/a/b.go', ['d:\\src\\a\\b.go']],
    ];
    for (const [places, pathMappings, recorded, expected] of table) {
      it(`${recorded} by ${JSON.stringify(pathMappings)}`, () => {
        assert.deepEqual(mappedPaths(recorded, { ...places, pathMappings }), expected);
      });
    }
  });

  describe('teachMapping', () => {
    const table: [places: SourcePlaces, recorded: string, local: string, from: string, to: string][] = [
      [one, '/builds/ci/store/cache.go', '/home/me/app/store/cache.go', '/builds/ci', workspace],
      [one, '/builds/ci/store/cache.go', '/home/me/app/go/store/cache.go', '/builds/ci', `${workspace}/go`],
      [one, '/builds/store/x.go', '/other/lib/store/x.go', '/builds', '/other/lib'],
      [one, 'example.com/app/store/x.go', '/home/me/app/store/x.go', 'example.com/app', workspace],
      [one, 'store/x.go', '/home/me/app/store/x.go', 'store', `${workspace}/store`],
      [one, '/x.go', '/home/me/app/x.go', '/x.go', `${workspace}/x.go`],
      [one, '/home/me/app/x.go', '/mnt/home/me/app/x.go', '/home', '/mnt/home'],
      [one, '/builds/old.go', '/home/me/app/new.go', '/builds/old.go', `${workspace}/new.go`],
      [one, 'D:\\agent\\w\\store\\x.go', '/home/me/app/store/x.go', 'D:\\agent\\w', workspace],
      [two, '/builds/store/x.go', '/home/me/lib/store/x.go', '/builds', lib],
      [windows, '/builds/store/x.go', 'c:\\Users\\Me\\app\\store\\x.go', '/builds', workspace],
      [windows, '/builds/store/x.go', 'd:\\lib\\store\\x.go', '/builds', 'd:\\lib'],
    ];
    for (const [places, recorded, local, from, to] of table) {
      it(`${recorded} at ${local}: ${from} → ${to}`, () => {
        assert.deepEqual(teachMapping(recorded, local, places), { recorded: from, local: to });
      });
      it(`and leads to the chosen file: ${recorded} at ${local}`, () => {
        const taught = teachMapping(recorded, local, places);
        const pathMappings = { [taught.recorded]: taught.local };
        assert.deepEqual(mappedPaths(recorded, { ...places, pathMappings }), [local]);
      });
    }
  });
});
