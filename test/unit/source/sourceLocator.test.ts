import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMessage } from '../../../src/base/message';
import type { GoModule } from '../../../src/source/goModules';
import { createSourceLocator } from '../../../src/source/sourceLocator';
import type {
  RecordedFile,
  SourceFiles,
  SourceLocation,
  SourcePlaces,
} from '../../../src/source/sourcePlaces';

const app: GoModule = {
  path: 'example.com/app',
  folder: '/home/me/app',
  replaces: [
    { path: 'example.com/lib', version: '', folder: '/home/me/lib', module: '' },
    { path: 'github.com/old/fork', version: '', folder: '', module: 'github.com/Me/fork@v0.9.0' },
  ],
};
const nested: GoModule = { path: 'example.com/app/tools', folder: '/home/me/app/tools', replaces: [] };

const linux: SourcePlaces = {
  isWindows: false,
  workspaceFolders: [{ name: 'app', path: '/home/me/app' }],
  modules: [nested, app],
  goRoots: ['/usr/lib/go-1.26'],
  moduleCache: '/home/me/go/pkg/mod',
  pathMappings: { '/srv/build': `\${workspaceFolder}`, '/srv/build/gen': '/home/me/generated' },
};

const linuxFiles = [
  '/home/me/app/main.go',
  '/home/me/app/store/cache.go',
  '/home/me/app/store/cache_test.go',
  '/home/me/app/web/cache.go',
  '/home/me/app/web/handler/handler.go',
  '/home/me/app/cmd/api/main.go',
  '/home/me/app/cmd/worker/main.go',
  '/home/me/app/internal/runtime/malloc.go',
  '/home/me/app/tools/gen/gen.go',
  '/home/me/app/vendor/github.com/lib/pq/conn.go',
  '/home/me/app/vendor/k8s.io/api/core/v1/types.go',
  '/home/me/lib/lib.go',
  '/home/me/generated/api.go',
  '/home/me/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/decode.go',
  '/home/me/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/internal/tz.go',
  '/home/me/go/pkg/mod/github.com/!me/fork@v0.9.0/fork.go',
  '/home/me/go/pkg/mod/gopkg.in/yaml.v3@v3.0.1/yaml.go',
  '/home/me/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64/src/runtime/malloc.go',
  '/usr/lib/go-1.26/src/runtime/malloc.go',
  '/usr/lib/go-1.26/src/runtime/proc.go',
  '/usr/lib/go-1.26/src/net/http/server.go',
  '/usr/lib/go-1.26/src/vendor/golang.org/x/net/http/httpguts/guts.go',
  '/other/place/own.go',
];

const windows: SourcePlaces = {
  isWindows: true,
  workspaceFolders: [{ name: 'app', path: 'c:\\Users\\Me\\app' }],
  modules: [{ path: 'example.com/app', folder: 'c:\\Users\\Me\\app', replaces: [] }],
  goRoots: ['c:\\Program Files\\Go'],
  moduleCache: 'c:\\Users\\Me\\go\\pkg\\mod',
  pathMappings: { 'D:\\agent\\work': `\${workspaceFolder}` },
};

const windowsFiles = [
  'c:\\Users\\Me\\app\\store\\cache.go',
  'c:\\Program Files\\Go\\src\\runtime\\malloc.go',
  'c:\\Users\\Me\\go\\pkg\\mod\\github.com\\!burnt!sushi\\toml@v1.3.2\\decode.go',
  'c:\\other\\own.go',
];

/** A machine that counts what is touched. */
function machine(places: SourcePlaces, existing: readonly string[]) {
  const touched: string[] = [];
  const key = (path: string) => (places.isWindows ? path.toLowerCase() : path);
  const present = new Set(existing.map(key));
  const files: SourceFiles = {
    async exists(path) {
      touched.push(path);
      return present.has(key(path));
    },
    async findByBaseName(baseName) {
      return existing.filter(
        (path) =>
          places.workspaceFolders.some((folder) => path.startsWith(folder.path)) &&
          path.split(/[\\/]/).at(-1) === baseName,
      );
    },
  };
  return { touched, locator: createSourceLocator(places, files) };
}

/** `how origin path`, candidates of an ambiguous one, or `missing`. */
function draw(location: SourceLocation): string {
  switch (location.kind) {
    case 'found':
      return `${location.how} ${location.origin} ${location.path}`;
    case 'ambiguous':
      return `ambiguous ${location.candidates.join(' ')}`;
    case 'missing':
      return 'missing';
  }
}

async function check(
  places: SourcePlaces,
  existing: readonly string[],
  [path, packagePath, expected]: readonly [string, string, string],
): Promise<void> {
  const { locator } = machine(places, existing);
  assert.equal(draw(await locator.locate({ path, packagePath })), expected);
}

describe('sourceLocator', () => {
  const onLinux: Record<string, [path: string, packagePath: string, expected: string][]> = {
    'mappings of the user': [
      ['/srv/build/store/cache.go', '', 'mapping workspace /home/me/app/store/cache.go'],
      ['/srv/build/gen/api.go', '', 'mapping other /home/me/generated/api.go'],
      ['/srv/builder/store/cache.go', '', 'suffix workspace /home/me/app/store/cache.go'],
    ],
    'paths that exist as recorded': [
      [
        '/home/me/app/store/cache.go',
        'example.com/app/store',
        'absolute workspace /home/me/app/store/cache.go',
      ],
      ['/home/me/app/./web/../store/cache.go', '', 'absolute workspace /home/me/app/store/cache.go'],
      ['/other/place/own.go', '', 'absolute other /other/place/own.go'],
      [
        '/usr/lib/go-1.26/src/runtime/proc.go',
        'runtime',
        'absolute goroot /usr/lib/go-1.26/src/runtime/proc.go',
      ],
      ['_/other/place/own.go', '_/other/place', 'absolute other /other/place/own.go'],
    ],
    'modules of the workspace': [
      [
        'example.com/app/store/cache.go',
        'example.com/app/store',
        'module workspace /home/me/app/store/cache.go',
      ],
      ['example.com/app/store/cache.go', '', 'module workspace /home/me/app/store/cache.go'],
      ['example.com/app/main.go', 'main', 'module workspace /home/me/app/main.go'],
      ['example.com/app/cmd/api/main.go', 'main', 'module workspace /home/me/app/cmd/api/main.go'],
      ['example.com/app/tools/gen/gen.go', 'main', 'module workspace /home/me/app/tools/gen/gen.go'],
      [
        'example.com/app/store/cache_test.go',
        'example.com/app/store_test',
        'module workspace /home/me/app/store/cache_test.go',
      ],
      ['/go/src/example.com/app/store/cache.go', '', 'module workspace /home/me/app/store/cache.go'],
      ['/builds/x/example.com/app/web/cache.go', '', 'module workspace /home/me/app/web/cache.go'],
      ['/anything/at/all/cache.go', 'example.com/app/web', 'module workspace /home/me/app/web/cache.go'],
      [
        'example.com/app@v1.4.0/store/cache.go',
        'example.com/app/store',
        'module workspace /home/me/app/store/cache.go',
      ],
      ['example.com/lib/lib.go', 'example.com/lib', 'module other /home/me/lib/lib.go'],
      ['example.com/lib@v1.0.0/lib.go', '', 'module other /home/me/lib/lib.go'],
    ],
    GOROOT: [
      [
        '/usr/local/go/src/runtime/malloc.go',
        'runtime',
        'goroot goroot /usr/lib/go-1.26/src/runtime/malloc.go',
      ],
      ['/usr/local/go/src/runtime/malloc.go', '', 'goroot goroot /usr/lib/go-1.26/src/runtime/malloc.go'],
      [
        '/opt/hostedtoolcache/go/1.22.1/x64/src/net/http/server.go',
        'net/http',
        'goroot goroot /usr/lib/go-1.26/src/net/http/server.go',
      ],
      [
        '/nix/store/abc-go-1.22/share/go/src/runtime/malloc.go',
        'runtime',
        'goroot goroot /usr/lib/go-1.26/src/runtime/malloc.go',
      ],
      [
        'C:\\Program Files\\Go\\src\\runtime\\malloc.go',
        'runtime',
        'goroot goroot /usr/lib/go-1.26/src/runtime/malloc.go',
      ],
      ['$GOROOT/src/runtime/malloc.go', '', 'goroot goroot /usr/lib/go-1.26/src/runtime/malloc.go'],
      ['GOROOT/src/runtime/malloc.go', '', 'goroot goroot /usr/lib/go-1.26/src/runtime/malloc.go'],
      ['runtime/malloc.go', 'runtime', 'goroot goroot /usr/lib/go-1.26/src/runtime/malloc.go'],
      ['net/http/server.go', '', 'goroot goroot /usr/lib/go-1.26/src/net/http/server.go'],
      [
        '/usr/local/go/src/vendor/golang.org/x/net/http/httpguts/guts.go',
        'vendor/golang.org/x/net/http/httpguts',
        'goroot goroot /usr/lib/go-1.26/src/vendor/golang.org/x/net/http/httpguts/guts.go',
      ],
      [
        'golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64/src/runtime/malloc.go',
        'runtime',
        'goroot goroot /home/me/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64/src/runtime/malloc.go',
      ],
      [
        '/home/ci/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.22.0.linux-amd64/src/runtime/proc.go',
        'runtime',
        'goroot goroot /usr/lib/go-1.26/src/runtime/proc.go',
      ],
      ['/usr/local/go/src/runtime/absent.go', 'runtime', 'missing'],
    ],
    'the module cache': [
      [
        'github.com/BurntSushi/toml@v1.3.2/decode.go',
        'github.com/BurntSushi/toml',
        'moduleCache module /home/me/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/decode.go',
      ],
      [
        '/home/ci/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/internal/tz.go',
        '',
        'moduleCache module /home/me/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/internal/tz.go',
      ],
      [
        '/cache/gomod/github.com/!burnt!sushi/toml@v1.3.2/decode.go',
        '',
        'moduleCache module /home/me/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/decode.go',
      ],
      [
        'gopkg.in/yaml.v3@v3.0.1/yaml.go',
        'gopkg.in/yaml.v3',
        'moduleCache module /home/me/go/pkg/mod/gopkg.in/yaml.v3@v3.0.1/yaml.go',
      ],
      [
        'github.com/old/fork@v1.0.0/fork.go',
        'github.com/old/fork',
        'moduleCache module /home/me/go/pkg/mod/github.com/!me/fork@v0.9.0/fork.go',
      ],
      ['github.com/BurntSushi/toml@v9.9.9/decode.go', 'github.com/BurntSushi/toml', 'missing'],
      ['github.com/other/x@v1.0.0/handler.go', '', 'missing'],
    ],
    'vendor folders': [
      [
        '/home/ci/app/vendor/github.com/lib/pq/conn.go',
        'github.com/lib/pq',
        'vendor vendor /home/me/app/vendor/github.com/lib/pq/conn.go',
      ],
      [
        'github.com/lib/pq@v1.10.9/conn.go',
        'github.com/lib/pq',
        'vendor vendor /home/me/app/vendor/github.com/lib/pq/conn.go',
      ],
      [
        'k8s.io/kubernetes/vendor/k8s.io/api/core/v1/types.go',
        '',
        'vendor vendor /home/me/app/vendor/k8s.io/api/core/v1/types.go',
      ],
      [
        '/go/src/github.com/lib/pq/conn.go',
        'github.com/lib/pq',
        'vendor vendor /home/me/app/vendor/github.com/lib/pq/conn.go',
      ],
    ],
    'container and CI paths, by their ends': [
      ['/workspace/store/cache.go', '', 'suffix workspace /home/me/app/store/cache.go'],
      ['/src/cmd/worker/main.go', 'main', 'suffix workspace /home/me/app/cmd/worker/main.go'],
      ['/app/handler.go', '', 'suffix workspace /home/me/app/web/handler/handler.go'],
      ['web/handler/handler.go', '', 'suffix workspace /home/me/app/web/handler/handler.go'],
      ['./cmd/api/main.go', 'main', 'suffix workspace /home/me/app/cmd/api/main.go'],
      ['D:\\a\\repo\\store\\cache.go', '', 'suffix workspace /home/me/app/store/cache.go'],
      ['C:\\A\\STORE\\cache.go', '', 'suffix workspace /home/me/app/store/cache.go'],
      [
        '\\\\wsl$\\Ubuntu\\home\\me\\app\\store\\cache.go',
        '',
        'absolute workspace /home/me/app/store/cache.go',
      ],
      ['/elsewhere/cache.go', '', 'ambiguous /home/me/app/store/cache.go /home/me/app/web/cache.go'],
      ['/elsewhere/handler.go', 'example.com/unrelated/handler', 'missing'],
      ['/home/x/absent.go', 'example.com/app', 'missing'],
    ],
    'what is no file': [
      ['', '', 'missing'],
      ['<autogenerated>', 'main', 'missing'],
      ['_cgo_gotypes.go', 'main', 'missing'],
      ['/tmp/go-build123/b001/_testmain.go', 'main', 'missing'],
      ['/home/me/app/store/cache.go\0.png', '', 'missing'],
      ['/', '', 'missing'],
      ['..', '', 'missing'],
    ],
  };
  for (const [title, rows] of Object.entries(onLinux)) {
    describe(title, () => {
      for (const row of rows) {
        it(`${JSON.stringify(row[0])}${row[1] && ` (${row[1]})`} → ${row[2]}`, () =>
          check(linux, linuxFiles, row));
      }
    });
  }

  describe('on Windows', () => {
    const rows: [path: string, packagePath: string, expected: string][] = [
      ['C:/Users/Me/app/store/cache.go', '', 'absolute workspace c:\\Users\\Me\\app\\store\\cache.go'],
      ['C:\\other\\own.go', '', 'absolute other c:\\other\\own.go'],
      ['d:\\AGENT\\work\\store\\cache.go', '', 'mapping workspace c:\\Users\\Me\\app\\store\\cache.go'],
      ['example.com/app/store/cache.go', '', 'module workspace c:\\Users\\Me\\app\\store\\cache.go'],
      ['/workspace/store/cache.go', '', 'suffix workspace c:\\Users\\Me\\app\\store\\cache.go'],
      ['/mnt/c/other/own.go', '', 'absolute other c:\\other\\own.go'],
      [
        '/usr/local/go/src/runtime/malloc.go',
        'runtime',
        'goroot goroot c:\\Program Files\\Go\\src\\runtime\\malloc.go',
      ],
      [
        'github.com/BurntSushi/toml@v1.3.2/decode.go',
        '',
        'moduleCache module c:\\Users\\Me\\go\\pkg\\mod\\github.com\\!burnt!sushi\\toml@v1.3.2\\decode.go',
      ],
      ['\\\\?\\C:\\other\\own.go', '', 'absolute other c:\\other\\own.go'],
    ];
    for (const row of rows) {
      it(`${row[0]} → ${row[2]}`, () => check(windows, windowsFiles, row));
    }
  });

  describe('trusts no path', () => {
    const hostile = [
      '\\\\evil.example\\share\\cache.go',
      '//evil.example/share/cache.go',
      '\\\\.\\PhysicalDrive0',
      '\\\\?\\UNC\\evil.example\\share\\cache.go',
      '\\\\?\\GLOBALROOT\\Device\\x\\cache.go',
      'C:\\dir\\CON.go',
      'C:\\dir\\cache.go:stream',
      'C:\\dir\\.. \\cache.go',
      '/dev/tty',
      '/proc/self/mem',
      '/net/evil.example/cache.go',
      'example.com/app/../../../../etc/passwd',
      'example.com/app/..\\..\\..\\etc\\passwd',
      '/srv/build/../../etc/passwd',
      '/srv/build/..\\..\\etc\\passwd',
      'runtime/../../../../../etc/shadow',
      'github.com/x/y@v1.0.0/../../../../../../../etc/passwd',
      'github.com/x@v1/..@v1.0.0/cache.go',
      '/app/vendor/../../../etc/passwd',
    ];
    for (const path of hostile) {
      for (const places of [linux, windows]) {
        it(`${path} ${places.isWindows ? 'on Windows' : 'on Linux'}`, async () => {
          const { locator, touched } = machine(places, []);
          await locator.locate({ path, packagePath: '' });
          await locator.locate({ path, packagePath: '../../etc' });
          await locator.locate({ path, packagePath: 'example.com/app/..' });
          assertContained(touched, path, places);
        });
      }
    }

    it('whatever it is made of', async () => {
      const piece = fc.constantFrom(
        ...[
          '/',
          '\\',
          '..',
          '.',
          '//',
          '\\\\',
          'C:',
          ':',
          'example.com',
          'app',
          'src',
          'vendor',
          'x@v1.0.0',
          'mod',
          'pkg',
        ],
        ...[
          '$GOROOT',
          '_',
          'C_',
          '?',
          'UNC',
          'wsl$',
          'con',
          ' ',
          '%',
          '!a',
          '/srv/build',
          'runtime',
          'a.go',
          '\0',
          'D:\\agent\\work',
        ],
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(piece, { maxLength: 10 }),
          fc.array(piece, { maxLength: 4 }),
          async (path, pkg) => {
            for (const places of [linux, windows]) {
              const { locator, touched } = machine(places, []);
              await locator.locate({ path: path.join(''), packagePath: pkg.join('/') });
              assertContained(touched, path.join(''), places);
            }
          },
        ),
        { numRuns: 1500 },
      );
    });

    it('opens a workspace that lies on a share', async () => {
      const share: SourcePlaces = {
        ...windows,
        workspaceFolders: [{ name: 'app', path: '\\\\server\\code\\app' }],
        modules: [{ path: 'example.com/app', folder: '\\\\server\\code\\app', replaces: [] }],
      };
      const existing = ['\\\\server\\code\\app\\store\\cache.go'];
      await check(share, existing, [
        'example.com/app/store/cache.go',
        '',
        'module workspace \\\\server\\code\\app\\store\\cache.go',
      ]);
    });

    it('does not follow a mapping to another machine', async () => {
      const places = { ...windows, pathMappings: { '/x': '\\\\evil.example\\share' } };
      const { locator, touched } = machine(places, []);
      await locator.locate({ path: '/x/a.go', packagePath: '' });
      assert.deepEqual(touched, []);
    });
  });

  describe('messages', () => {
    const rows: [path: string, expected: string][] = [
      [
        '/elsewhere/cache.go',
        '/elsewhere/cache.go may be any of 2 files here, for example /home/me/app/store/cache.go or /home/me/app/web/cache.go. Choose with “Locate…”.',
      ],
      [
        '/home/x/absent.go',
        'No file here matches /home/x/absent.go. Show Heaplens the file with “Locate…”, or open the folder that holds absent.go.',
      ],
      ['<autogenerated>', 'The profile names no source file for this function: the compiler made it.'],
      ['a\0b', 'The profile’s path "a\\u0000b" is not one that can be opened.'],
      [
        '/workspace/store/cache.go',
        '/workspace/store/cache.go is /home/me/app/store/cache.go: its path ends alike and no other does.',
      ],
    ];
    for (const [path, expected] of rows) {
      it(expected, async () => {
        const { locator } = machine(linux, linuxFiles);
        const location = await locator.locate({ path, packagePath: '' });
        assert.equal(formatMessage(location.message), expected);
      });
    }
  });

  it('finds a workspace that was opened through a link', async () => {
    const locator = createSourceLocator(linux, {
      exists: async (path) => path === '/data/me/app/store/cache.go',
      findByBaseName: async () => [],
      realPath: async (path) => path.replace(/^\/home\/me/, '/data/me'),
    });
    const location = await locator.locate({ path: '/data/me/app/store/cache.go', packagePath: '' });
    assert.equal(draw(location), 'absolute workspace /home/me/app/store/cache.go');
  });

  describe('from a local file to recorded paths', () => {
    const candidates = [
      { path: 'example.com/app/store/cache.go', packagePath: 'example.com/app/store' },
      { path: '/build/store/cache.go', packagePath: '' },
      { path: '/build/web/cache.go', packagePath: '' },
      { path: 'github.com/lib/cache@v1.0.0/cache.go', packagePath: 'github.com/lib/cache' },
      { path: '/build/deps/cache.go', packagePath: 'example.com/other' },
    ];

    it('knows at once what import paths say', () => {
      const { locator, touched } = machine(linux, linuxFiles);
      assert.deepEqual(
        locator.recordedPathsFor('/home/me/app/store/cache.go', [candidates[0], candidates[3]]),
        {
          recorded: ['example.com/app/store/cache.go'],
          isCertain: true,
        },
      );
      assert.deepEqual(touched, []);
    });

    it('is certain of the rest after looking', async () => {
      const { locator } = machine(linux, linuxFiles);
      const local = '/home/me/app/store/cache.go';
      assert.equal(locator.recordedPathsFor(local, candidates).isCertain, false);
      for (const candidate of candidates) {
        await locator.locate(candidate);
      }
      assert.deepEqual(locator.recordedPathsFor(local, candidates), {
        recorded: ['example.com/app/store/cache.go', '/build/store/cache.go'],
        isCertain: true,
      });
    });

    it('agrees with locate for every file and every way to record it', async () => {
      const ways = [
        (below: string) => `example.com/app/${below}`,
        (below: string) => `/home/me/app/${below}`,
        (below: string) => `/builds/group/app/${below}`,
        (below: string) => `C:\\agent\\${below.replaceAll('/', '\\')}`,
        (below: string) => `/srv/build/${below}`,
      ];
      const locals = linuxFiles.filter(
        (path) => path.startsWith('/home/me/app/') && !path.includes('/vendor/'),
      );
      for (const path of locals.flatMap((local) =>
        ways.map((way) => way(local.slice('/home/me/app/'.length))),
      )) {
        for (const packagePath of ['', 'example.com/app', 'example.com/unknown/store']) {
          await checkAgreement({ path, packagePath }, locals);
        }
      }
    });

    /** What is certain before anyone has looked is what looking finds. */
    async function checkAgreement(file: RecordedFile, locals: readonly string[]) {
      const { locator } = machine(linux, linuxFiles);
      const before = locals.map((local) => locator.recordedPathsFor(local, [file]));
      const location = await locator.locate(file);
      for (const [at, local] of locals.entries()) {
        const isThere = location.kind === 'found' && location.path === local;
        const what = `${file.path} of ${file.packagePath || 'any package'} at ${local}`;
        const after = locator.recordedPathsFor(local, [file]);
        assert.deepEqual(after, { recorded: isThere ? [file.path] : [], isCertain: true }, what);
        if (before[at].isCertain) assert.deepEqual(before[at], after, `${what}, before it was looked for`);
      }
    }

    it('knows a file at its recorded place, also of a module that is not known yet', () => {
      const { locator } = machine(linux, linuxFiles);
      const file = { path: '/home/me/app/store/cache.go', packagePath: 'example.com/new/store' };
      assert.deepEqual(locator.recordedPathsFor(file.path, [file]), {
        recorded: [file.path],
        isCertain: true,
      });
    });

    it('stays far below the budget of a CodeLens', () => {
      const { locator } = machine(linux, linuxFiles);
      const many = Array.from({ length: 20 }, (_, i) => ({
        path: `/home/ci/go/pkg/mod/github.com/some/mod${i}@v1.2.3/internal/cache.go`,
        packagePath: `github.com/some/mod${i}/internal`,
      }));
      const times = Array.from({ length: 20 }, () => {
        const start = performance.now();
        locator.recordedPathsFor('/home/me/app/store/cache.go', many);
        return performance.now() - start;
      });
      assert.ok(Math.min(...times) < 50, `${Math.min(...times)} ms`);
    });
  });

  it('looks once', async () => {
    const { locator, touched } = machine(linux, linuxFiles);
    const file = { path: '/home/me/app/main.go', packagePath: 'main' };
    const [first] = await Promise.all([locator.locate(file), locator.locate(file)]);
    assert.equal(first.kind, 'found');
    const before = touched.length;
    await locator.locate(file);
    assert.equal(touched.length, before);
  });
});

/** Nothing is touched but what was recorded as an absolute path, or lies in a known folder. */
function assertContained(touched: readonly string[], recorded: string, places: SourcePlaces): void {
  const known = [
    ...places.workspaceFolders.map(({ path }) => path),
    ...places.modules.flatMap(({ folder, replaces }) => [
      folder,
      ...replaces.map((replace) => replace.folder),
    ]),
    ...places.goRoots,
    places.moduleCache,
    '/home/me/generated',
  ].filter((path) => path !== '');
  const separator = places.isWindows ? '\\' : '/';
  for (const path of touched) {
    const message = `${JSON.stringify(recorded)} touched ${JSON.stringify(path)}`;
    const segments = path.split(places.isWindows ? /[\\/]/ : '/');
    assert.ok(
      !segments.some((segment) => segment === '..' || segment === '.' || segment.includes('\0')),
      message,
    );
    assert.ok(!/^[\\/]{2}/.test(path), message);
    if (places.isWindows) {
      assert.match(path, /^[a-z]:\\/, message);
      assert.doesNotMatch(path.slice(2), /[:*?"<>|/]|[. ](\\|$)|\\(con|nul)(\.|\\|$)/i, message);
    } else {
      assert.doesNotMatch(path, /^\/(dev|proc|sys|net)\//, message);
    }
    const isKnown = known.some((folder) => path === folder || path.startsWith(folder + separator));
    const isAsRecorded = recorded
      .replaceAll('\\', '/')
      .toLowerCase()
      .includes(segments.at(-1)!.toLowerCase());
    assert.ok(isKnown || isAsRecorded, message);
  }
}
