import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { fixtureFolder } from '../helpers/fixtureProfiles';
import { profileBytes } from '../helpers/profileText';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../helpers/repository';

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('heaplens on the command line', function () {
  // Each run is a process; a busy machine takes a second for one.
  this.timeout(60_000);
  let folder: string;

  let cli: string;

  before(async () => {
    folder = makeTemporaryFolder('cli');
    cli = join(folder, 'cli.js');
    const entry = join(repositoryRoot, 'src', 'cli.ts');
    await build({ entryPoints: [entry], outfile: cli, bundle: true, platform: 'node', logLevel: 'error' });
  });
  after(() => removeFolder(folder));

  async function heaplens(...args: string[]): Promise<Run> {
    const child = start(args);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  function start(args: readonly string[]) {
    return spawn(process.execPath, [cli, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  function write(name: string, bytes: string | Uint8Array): string {
    writeFileSync(join(folder, name), bytes);
    return name;
  }

  /** Nothing on stdout, one line on stderr without a stack trace, exit code 2. */
  async function checkNoProfile(args: readonly string[], line: RegExp): Promise<void> {
    const { code, stdout, stderr } = await heaplens('top', ...args);
    assert.equal(stdout, '');
    assert.match(stderr, /^heaplens: [^\n]+\n$/);
    assert.match(stderr, line);
    assert.doesNotMatch(stderr, /\bat .*:\d+:\d+/);
    assert.equal(code, 2);
  }

  async function checkUsage(args: readonly string[], reason: RegExp): Promise<void> {
    const { code, stdout, stderr } = await heaplens(...args);
    assert.equal(stdout, '');
    assert.match(stderr, reason);
    assert.match(
      stderr,
      /^heaplens: .*\n\nUsage: heaplens .*\n\n"heaplens help[^"]*" tells of all options\.\n$/s,
    );
    assert.ok(stderr.split('\n').length < 12, 'the reason stays in sight');
    assert.doesNotMatch(stderr, /\bat .*:\d+:\d+/);
    assert.equal(code, 1);
  }

  it('prints the JSON that issue 2 promises', async () => {
    const text = `
      main.main a.go:9;main.put b.go:4 1 10
      main.main a.go:9 2 20`;
    const file = write('heap.pb.gz', profileBytes(text, { types: ['objects/count', 'space/bytes'] }));
    const { code, stdout, stderr } = await heaplens('top', file, '--json');
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(JSON.parse(stdout), {
      file: 'heap.pb.gz',
      kind: 'heap',
      sampleTypes: [
        { type: 'objects', unit: 'count' },
        { type: 'space', unit: 'bytes' },
      ],
      sampleIndex: 1,
      unit: 'bytes',
      total: 30,
      samples: 2,
      rows: [
        { name: 'main.main', file: 'a.go', line: 0, flat: 20, cum: 30, flatError: null, cumError: null },
        { name: 'main.put', file: 'b.go', line: 0, flat: 10, cum: 10, flatError: null, cumError: null },
      ],
      problems: [],
    });
    const keys = Object.keys(JSON.parse(stdout));
    assert.deepEqual(keys.join(), 'file,kind,sampleTypes,sampleIndex,unit,total,samples,rows,problems');
  });

  it('prints integers beyond 2^53 exactly, as strings', async () => {
    const file = join(fixtureFolder, 'int64-huge.pb.gz');
    const { stdout } = await heaplens('top', file, '--json', '--sample-index', 'big_space');
    const { total, rows } = JSON.parse(stdout);
    assert.equal(total, String(2n ** 61n + 2n ** 60n + 9n));
    const flat = Object.fromEntries(rows.map((row: { name: string; flat: unknown }) => [row.name, row.flat]));
    assert.deepEqual(flat, {
      'main.leaf': String(2n ** 61n + 1n),
      'main.other': String(2n ** 60n + 3n),
      'main.serve': 5,
      'main.main': 0,
    });
    // The last digit survives although numbers cannot hold it.
    const odd = JSON.parse((await heaplens('top', file, '--json', '--sample-index', 'odd_space')).stdout);
    assert.equal(odd.total, String(2n ** 53n + 3n));
  });

  it('takes value types by name, by position, and inuse_X for X', async () => {
    const file = write('types.pb', profileBytes('main.f f.go:1 5 7', { types: ['space/bytes', 'x/count'] }));
    const index = async (wanted: string) =>
      JSON.parse((await heaplens('top', file, '--json', '--sample-index', wanted)).stdout).sampleIndex;
    assert.equal(await index('x'), 1);
    assert.equal(await index('0'), 0);
    assert.equal(await index('inuse_space'), 0);
  });

  it('prints lines and files, and the n heaviest rows', async () => {
    const file = write('lines.pb', profileBytes('main.f f.go:1;main.g f.go:7 5\nmain.f f.go:2 1'));
    const lines = await heaplens('top', file, '--granularity', 'lines', '-n', '1');
    assert.match(lines.stdout, /\n {7}5ns 83\.33% 83\.33% {8}5ns 83\.33% {2}main\.g f\.go:7\n2 more rows\n$/);
    const files = JSON.parse((await heaplens('top', file, '--granularity', 'files', '--json')).stdout);
    const row = { name: 'f.go', file: 'f.go', line: 0, flat: 6, cum: 6, flatError: null, cumError: null };
    assert.deepEqual(files.rows, [row]);
    assert.deepEqual(JSON.parse((await heaplens('top', file, '--json', '-n', '0')).stdout).rows, []);
  });

  it('names a debug=1 text by its comments, or as Go does not at all', async () => {
    const file = write('heap.txt', 'goroutine profile: total 2\n2 @ 0x11\n#\t0x10\tmain.f+0x1\tf.go:3\n');
    const names = async (...args: string[]) => {
      const { stdout } = await heaplens('top', file, '--json', ...args);
      return JSON.parse(stdout).rows.map((row: { name: string; flat: number }) => `${row.name} ${row.flat}`);
    };
    assert.deepEqual(await names(), ['main.f 2']);
    assert.deepEqual(await names('--symbolize', 'recorded'), ['main.f 2']);
    assert.deepEqual(await names('--symbolize', 'none'), ['<unknown> 2']);
    await checkUsage(
      ['top', file, '--symbolize', 'remote'],
      /--symbolize takes recorded or none, got "remote"/,
    );
  });

  it('names damage that did not stop the reading', async () => {
    const file = write('drop.pb', profileBytes('main.f 1', { dropFrames: '(' }));
    const { problems } = JSON.parse((await heaplens('top', file, '--json')).stdout);
    assert.equal(problems.length, 1);
    assert.equal(problems[0].at, 'drop_frames');
    assert.match(problems[0].message, /is not valid/);
    assert.match((await heaplens('top', file)).stdout, /problem at drop_frames: /);
  });

  it('opens a file that is named like a flag', async () => {
    const file = write('--json', profileBytes('main.f 1'));
    const { code, stdout } = await heaplens('top', '--json', '--', file);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).file, '--json');
  });

  const shop = `
    main.main a.go:9;main.serve a.go:12;main.load b.go:4 6
    main.main a.go:9;main.serve a.go:12 3
    main.main a.go:9;main.tick b.go:7 1 {tenant=acme}`;

  it('prints callers and callees as pprof does', async () => {
    const file = write('shop.pb', profileBytes(shop));
    const head = [
      'Type: cpu',
      'Showing nodes accounting for 10ns, 100% of 10ns total',
      '----------------------------------------------------------+-------------',
      '      flat  flat%   sum%        cum   cum%   calls calls% + context',
      '----------------------------------------------------------+-------------',
    ];
    const serve = [
      '                                               9ns   100% |   main.main',
      '       3ns 30.00% 30.00%        9ns 90.00%                | main.serve',
      '                                               6ns 66.67% |   main.load',
      '----------------------------------------------------------+-------------',
      '',
    ];
    const peek = await heaplens('peek', 'serv.$', file);
    assert.deepEqual([peek.code, peek.stderr], [0, '']);
    assert.equal(peek.stdout, [...head, ...serve].join('\n').replace('10ns, 100%', '3ns, 30.00%'));
    // The arguments are told apart.
    assert.equal((await heaplens('peek', file, 'serv.$')).stdout, peek.stdout);
    const tree = await heaplens('tree', file, '--nodecount', '1');
    assert.equal(
      tree.stdout,
      [
        'Type: cpu',
        'Showing nodes accounting for 6ns, 60.00% of 10ns total',
        'Showing top 1 nodes out of 4',
        ...head.slice(2),
        '       6ns 60.00% 60.00%        6ns 60.00%                | main.load',
        ...serve.slice(-2),
      ].join('\n'),
    );
    const { nodes, total } = JSON.parse((await heaplens('peek', 'load', file, '--json')).stdout);
    assert.equal(total, 10);
    assert.deepEqual(nodes, [
      {
        name: 'main.load',
        file: 'b.go',
        line: 0,
        flat: 6,
        cum: 6,
        flatError: null,
        cumError: null,
        callers: [{ name: 'main.serve', file: 'a.go', line: 0, weight: 6, inlined: false, residual: false }],
        callees: [],
      },
    ]);
  });

  it('prints labels, lines and facts', async () => {
    const file = write('facts.pb', profileBytes(shop));
    const tags = await heaplens('tags', file);
    assert.equal(tags.stdout, ' tenant: Total 1ns of 10ns (10.00%)\n         1ns (10.00%): acme\n\n');
    assert.equal(JSON.parse((await heaplens('tags', file, '--json')).stdout).keys[0].values[0].value, 1);
    const list = await heaplens('list', 'serve', file);
    assert.equal(
      list.stdout,
      [
        'Total: 10ns',
        'ROUTINE ======================== main.serve in a.go',
        '       3ns        9ns (flat, cum) 90.00% of Total',
        '       3ns        9ns     12:???',
        '',
      ].join('\n'),
    );
    const { functions } = JSON.parse((await heaplens('list', file, 'serve', '--json')).stdout);
    assert.deepEqual([functions[0].lines[0].line, functions[0].lines[0].cum], [12, 9]);
    const raw = await heaplens('raw', file);
    assert.match(raw.stdout, /^Samples: 3 with 3 stacks, 1 labels; deepest stack 3 frames$/m);
    assert.equal(JSON.parse((await heaplens('raw', file, '--json')).stdout).counts.locations, 4);
  });

  it('lists source where it is found', async () => {
    const file = write('source.pb', profileBytes('main.f /build/shop/f.go:3;main.g g.go:1 5'));
    mkdirSync(join(folder, 'shop'));
    write(join('shop', 'f.go'), 'package main\n\nfunc f() {\tg() }\n\n');
    const { stdout } = await heaplens('list', 'main.f', file, '--source-path', join(folder, 'shop'));
    assert.deepEqual(stdout.split('\n').slice(3, 7), [
      '         .          .      1:package main',
      '         .          .      2:',
      '         .        5ns      3:func f() {\tg() }',
      '         .          .      4:',
    ]);
  });

  it("reads pprof's spelling: single dashes, underscores, flags for choices", async () => {
    const file = write('spelling.pb', profileBytes(shop));
    const { stdout } = await heaplens('top', '--json', file, '--granularity', 'lines', '--sort', 'cum');
    assert.match(stdout, /main\.main/);
    assert.equal((await heaplens('top', '-json', '-lines', '-cum', file)).stdout, stdout);
    const trimmed = await heaplens('top', '-trim=true', '-nodefraction=0.5', '-drop_negative', file);
    assert.match(trimmed.stdout, /Dropped 1 node \(cum <= 5ns\)/);
    assert.doesNotMatch((await heaplens('top', '-trim=false', file)).stdout, /Dropped/);
  });

  it('divides, and tells values in the unit that was asked for', async () => {
    const file = write('units.pb', profileBytes('main.f 5000000', { types: ['space/bytes'] }));
    assert.match((await heaplens('top', file, '--unit', 'kB')).stdout, /4882\.81kB/);
    assert.match((await heaplens('top', file, '--divide-by', '3', '--unit', 'B')).stdout, /1666666B/);
    const { rows } = JSON.parse((await heaplens('top', file, '--divide-by', '4', '--json')).stdout);
    assert.equal(rows[0].flat, 1_250_000);
  });

  it('merges several files', async () => {
    const [one, two] = [
      write('one.pb', profileBytes('main.f 5')),
      write('two.pb', profileBytes('main.f 2\nmain.g 3')),
    ];
    const { rows, total } = JSON.parse((await heaplens('top', one, two, '--json')).stdout);
    const flat = rows.map((row: { name: string; flat: number }) => `${row.name} ${row.flat}`);
    assert.deepEqual([total, flat], [10, ['main.f 7', 'main.g 3']]);
  });

  it('says on stderr what matched nothing', async () => {
    const file = write('notes.pb', profileBytes(shop));
    const { code, stdout, stderr } = await heaplens(
      'top',
      file,
      '--focus',
      'serve',
      '--show-from',
      'nowhere',
    );
    assert.deepEqual([code, stderr], [0, 'heaplens: --show-from matched nothing\n']);
    assert.match(stdout, /\n {3}show_from=nowhere\n/);
  });

  it('names the option whose expression is broken, in one line', async () => {
    const file = write('broken.pb', profileBytes('main.f 1'));
    const check = async (args: readonly string[], line: RegExp) => {
      const { code, stdout, stderr } = await heaplens(...args);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, line);
      assert.match(stderr, /^[^\n]+\n$/);
    };
    await check(
      ['top', '--focus', '(', file],
      /--focus: "\(" is not a valid regular expression: .*missing closing/,
    );
    await check(['top', '-show_from=[', file], /--show-from: /);
    await check(['tags', '--tagfocus', 'tenant=(', file], /tagfocus: .*not a valid regular expression/);
    await check(['peek', '(', file], /peek: "\("/);
    await check(['list', 'nothing', file], /no function matches "nothing"/);
    await check(['peek', 'nothing', file], /no function matches "nothing"/);
  });

  it('refuses wrong usage with exit code 1', async () => {
    const file = write('good.pb', profileBytes('main.f 1'));
    await checkUsage([], /a command is missing/);
    await checkUsage(['bottom', file], /unknown command "bottom"/);
    await checkUsage(['top'], /top takes a file, got 0/);
    await checkUsage(['top', file, '--wrong'], /--wrong/);
    await checkUsage(['peek', 'f'], /peek takes an expression and a file, got 1/);
    await checkUsage(['top', file, '--divide-by', '0'], /--divide-by takes a number other than 0, got "0"/);
    await checkUsage(['top', file, '--nodefraction', '2'], /--nodefraction takes a share between 0 and 1/);
    await checkUsage(['top', file, '--nodecount', 'x'], /--nodecount takes a whole number, got "x"/);
    await checkUsage(['top', file, '--sort', 'name'], /unknown sort "name": flat, cum/);
    await checkUsage(['top', file, '--trim', '--no-trim'], /contradict/);
    await checkUsage(['tags', file, '--mean'], /tags knows no --mean/);
    await checkUsage(['top', file, '--granularity', 'packages'], /unknown granularity "packages"/);
    await checkUsage(['top', file, '--granularity', 'toString'], /unknown granularity "toString"/);
    await checkUsage(['top', file, '-n', 'many'], /-n takes a whole number, got "many"/);
    await checkUsage(['top', file, '-n'], /-n/);
    await checkUsage(['top', file, '-n', '-1'], /-n/);
    await checkUsage(
      ['top', file, '--sample-index', 'nothing'],
      /no value type "nothing"; this profile has cpu/,
    );
    await checkUsage(['top', file, '--sample-index', '7'], /no value type "7"/);
  });

  it('prints its usage when asked', async () => {
    for (const word of ['help', '--help', '-h']) {
      const { code, stdout, stderr } = await heaplens(word);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^Usage: heaplens top FILE…/);
    }
    for (const words of [
      ['help', 'diff'],
      ['diff', '--help'],
    ]) {
      const { code, stdout, stderr } = await heaplens(...words);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^Usage: heaplens diff BASE NEW… \[options\] +what NEW has/);
      assert.match(stdout, /\n +--fail-above LIMIT +exit 3/);
      assert.doesNotMatch(stdout, /--fail-growing/);
      assert.match(stdout, /\n +--focus RE +keep samples/);
    }
  });

  it('explains no options that a command does not take', async () => {
    for (const command of ['gc', 'memstats', 'doctor', 'watch', 'goroutines']) {
      const { stdout } = await heaplens('help', command);
      assert.doesNotMatch(stdout, /--focus|--nodecount/);
      assert.match(stdout, /\n +--json +machine-readable/);
    }
  });

  it('says in one line why a file is no profile, with exit code 2', async () => {
    await checkNoProfile(['missing.pb.gz'], /missing\.pb\.gz does not exist/);
    mkdirSync(join(folder, 'sub'));
    await checkNoProfile(['sub'], /a folder, not a file/);
    await checkNoProfile([write('empty.pb', '')], /empty\.pb is empty/);
    await checkNoProfile([write('text.pb', 'hello\nworld')], /is text that starts with "hello"/);
    await checkNoProfile([write('page.pb', '<html>')], /is a web page/);
    await checkNoProfile([write('noise.pb', Uint8Array.of(0xff, 0, 1, 2))], /is not a pprof profile/);
    const heap = readFileSync(join(fixtureFolder, 'leaky.heap.pb.gz'));
    await checkNoProfile([write('cut.pb.gz', heap.subarray(0, 5000))], /cut\.pb\.gz is cut off/);
    const inflated = gunzipSync(heap);
    await checkNoProfile(
      [write('cut.pb', inflated.subarray(0, 9001))],
      /cut\.pb is not a whole pprof profile/,
    );
    await checkNoProfile([join(fixtureFolder, 'concatenated.pb.gz')], /holds two profiles/);
    await checkNoProfile([write('json.pb', '{"a": 1}'), '--json'], /is JSON/);
  });

  it('keeps control characters out of its lines', async () => {
    await checkNoProfile(['no\nsuch\u001b[31mfile'], /no such \[31mfile does not exist/);
    const file = write('names.pb', profileBytes('main.f 1', { types: ['a\nb/count'] }));
    const { stdout } = await heaplens('top', file);
    assert.equal(stdout.split('\n').length, 5);
    const [row] = JSON.parse(
      (await heaplens('top', join(fixtureFolder, 'same-name.pb.gz'), '--json', '-n', '2')).stdout,
    ).rows.slice(-1);
    assert.equal(row.name, 'two\nlines');
    const text = (await heaplens('top', join(fixtureFolder, 'same-name.pb.gz'))).stdout;
    assert.match(text, / two lines\n/);
  });

  it('ends quietly when its reader has seen enough', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => `main.f${i} 1`).join('\n');
    const child = start(['top', write('many.pb', profileBytes(many)), '--json']);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = (await once(child, 'close')) as [number | null];
    assert.deepEqual([code, stderr], [0, '']);
  });
});
