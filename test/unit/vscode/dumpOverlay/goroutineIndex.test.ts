import assert from 'node:assert/strict';
import { parseFilter } from '../../../../src/model/goroutineFilter';
import { LINE_STARTS, LINE_WAITS } from '../../../../src/source/goOutline';
import { crowdOf, findingsOf, hasOwnLens, isWorthTelling } from '../../../../src/vscode/dumpOverlay/crowd';
import { findingPlaces, findingRank, problemLevel } from '../../../../src/vscode/dumpOverlay/findingPlaces';
import { GoroutineIndex } from '../../../../src/vscode/dumpOverlay/goroutineIndex';
import { filterOf } from '../../../../src/vscode/dumpOverlay/spotFilter';
import { linesOf, sketchDump } from '../../../helpers/judgedDumpSketch';

const dump = sketchDump({
  groups: [
    {
      count: 400,
      wait: [2, 37],
      stack: ['example.com/shop/desk.(*Desk).Pay.func1 /src/desk/desk.go:55'],
      creator: 'example.com/shop/desk.(*Desk).Pay /src/desk/desk.go:53',
      verdict: 'likely',
    },
    {
      count: 12,
      state: 'select',
      class: 'select',
      stack: ['example.com/shop/desk.(*Desk).Pay /src/desk/desk.go:58', 'main.main /src/main.go:9'],
      verdict: 'suspicious',
    },
    {
      count: 1,
      state: 'IO wait',
      class: 'io',
      stack: ['net.(*netFD).accept /go/net/fd.go:172', 'main.main /src/main.go:20'],
      topUser: 1,
      creator: 'main.main /src/main.go:12',
    },
    { count: 5, state: 'select', class: 'select', stack: ['other.Run /else/main.go:3'] },
  ],
  findings: [
    {
      ruleId: 'G17',
      title: 'send without receiver',
      groups: [0],
      locations: [
        'blocked example.com/shop/desk.(*Desk).Pay.func1 /src/desk/desk.go:55',
        'created example.com/shop/desk.(*Desk).Pay /src/desk/desk.go:53',
        'related example.com/shop/desk.(*Desk).Pay /src/desk/desk.go:51',
        'related example.com/shop/desk.(*Desk).Pay /src/desk/desk.go:53',
      ],
    },
    { ruleId: 'G12', title: 'much stack', severity: 'info', groups: [] },
  ],
});
const index = new GoroutineIndex(dump);

describe('GoroutineIndex', () => {
  it('has functions with their lines, closures folded in, by file', () => {
    const file = index.fileAt('/src/desk/desk.go');
    const functions = index
      .functionsOf(file)
      .map(({ name, lineRows }) => `${name} ${lineRows.map((row) => index.lineAt(row))}`);
    assert.deepEqual(functions, ['example.com/shop/desk.(*Desk).Pay 51,53,55,58']);
  });

  it('finds the files of a name, and none where the dump has none', () => {
    const named = index.filesNamed('main.go').map((file) => index.files[file]);
    assert.deepEqual(named, ['/src/main.go', '/else/main.go']);
    assert.deepEqual(index.filesNamed('fd.go'), [], 'nobody is blocked in what the frames above call');
    assert.equal(index.fileAt('/src/other.go'), -1);
  });

  it('knows who owns a row, also where two files have functions', () => {
    const rows = index.filesNamed('main.go').flatMap((file) =>
      index.functionsOf(file).map((fn) => {
        const owner = index.ownerOf(file, fn.lineRows[0]!);
        assert.equal(owner, fn);
        return fn.row;
      }),
    );
    assert.equal(new Set(rows).size, 2, 'functions of two files have one number');
  });

  it('expects go statements where goroutines start, and channel operations where a line itself waits for one', () => {
    const waits = new GoroutineIndex(
      sketchDump({
        groups: [
          { count: 1, stack: ['a.F /a.go:5'], creator: 'a.F /a.go:4' },
          { count: 1, stack: ['runtime.gopark /p.go:1', 'a.F /a.go:6'], topUser: 1 },
          { count: 1, stack: ['lib.Take /lib.go:1', 'a.F /a.go:7'], topUser: 1 },
          { count: 1, stack: ['a.F /a.go:8'], state: 'sync.Mutex.Lock', class: 'mutex' },
        ],
      }),
    );
    const [fn] = waits.functionsOf(waits.fileAt('/a.go'));
    assert.deepEqual(waits.expectedOf(fn!), [
      { line: 4, does: LINE_STARTS },
      { line: 5, does: LINE_WAITS },
      { line: 6, does: LINE_WAITS },
    ]);
  });

  it('weighs files by who stands in them', () => {
    assert.equal(index.weightOf(index.fileAt('/src/desk/desk.go')), 412);
    assert.equal(index.weightOf(index.fileAt('/src/main.go')), 1);
  });
});

describe('crowdOf', () => {
  const [pay] = index.functionsOf(index.fileAt('/src/desk/desk.go'));
  const spots = index.spotsOf(pay!);
  const standing = crowdOf(
    spots.flatMap(({ blocked }) => blocked),
    dump.report,
  )!;

  it('joins the lines of a function', () => {
    assert.deepEqual(
      { ...standing, states: standing.states.map(({ state, count }) => `${count} ${state}`) },
      {
        role: 'blocked',
        count: 412,
        change: null,
        states: ['400 chan send', '12 select'],
        minWaitMinutes: 2,
        maxWaitMinutes: 37,
        waiting: 400,
        groups: [0, 1],
        verdict: 'likely',
      },
    );
    assert.equal(crowdOf([], dump.report), null);
  });

  it('is worth telling by its share, or by a verdict', () => {
    const accept = crowdOf(
      linesOf(dump, 'blocked').filter(({ line }) => line === 20),
      dump.report,
    )!;
    assert.equal(isWorthTelling(accept, dump.report, 0.002), true, '1 of 418');
    assert.equal(isWorthTelling(accept, dump.report, 0.003), false);
    assert.equal(isWorthTelling(standing, dump.report, 1), true);
  });

  it('has a CodeLens of its own at go statements, and where someone is more than parked', () => {
    const at = (line: number, role: 'blocked' | 'created') =>
      crowdOf(
        linesOf(dump, role).filter((item) => item.line === line),
        dump.report,
      )!;
    const own = (line: number, role: 'blocked' | 'created', share = 0) =>
      hasOwnLens(at(line, role), dump.report, share);
    assert.deepEqual([own(55, 'blocked', 1), own(58, 'blocked', 1), own(20, 'blocked')], [true, true, false]);
    assert.deepEqual(
      [own(12, 'created'), own(12, 'created', 0.5), own(53, 'created', 1)],
      [true, false, true],
    );
  });

  it('has the findings of its goroutines and of its lines, as the report orders them', () => {
    const rules = (line: number) =>
      findingsOf(
        spots.filter((spot) => spot.line === line),
        dump.report,
      ).map(({ ruleId }) => ruleId);
    assert.deepEqual([rules(55), rules(53), rules(51), rules(58)], [['G17'], ['G17'], ['G17'], []]);
  });
});

describe('findingPlaces', () => {
  const [send, stack] = dump.report.findings;

  it('are the lines that it names, each once', () => {
    const places = findingPlaces(send!, index).map(({ role, row }) => `${role} ${index.lineAt(row)}`);
    assert.deepEqual(places, ['blocked 55', 'created 53', 'related 51']);
    assert.deepEqual(findingPlaces(stack!, index), []);
  });

  it('come before costs, surer ones first', () => {
    const proven = { ...send!, confidence: 'certain' as const };
    const vague = { ...send!, confidence: 'suspicious' as const };
    const ranks = [
      findingRank(proven, 1, 2),
      findingRank(send!, 0, 2),
      findingRank(send!, 1, 2),
      findingRank(vague, 1, 2),
      2, // a growing site of a leak trend has at most this
    ];
    assert.deepEqual(
      ranks,
      [...ranks].sort((a, b) => b - a),
    );
  });

  it('are errors only where they are proven', () => {
    assert.equal(problemLevel({ ...send!, severity: 'error', confidence: 'certain' }), 'error');
    assert.equal(problemLevel({ ...send!, severity: 'error', confidence: 'likely' }), 'warning');
    assert.equal(problemLevel({ ...send!, confidence: 'suspicious' }), null);
    assert.equal(problemLevel(stack!), null);
  });
});

describe('filterOf', () => {
  it('names the lines by the end of their path, and a function of many lines by its name', () => {
    const check = (file: string, lines: readonly number[], expected: string) => {
      const spots = lines.map((line) => ({ file: 0, line }));
      const filter = filterOf({ files: [file] }, spots, 'example.com/shop/desk.(*Desk).Pay');
      assert.equal(filter, expected);
      assert.deepEqual(parseFilter(filter).errors, []);
    };
    check('/home/ci/shop/desk/desk.go', [55], 'at:shop/desk/desk.go:55');
    check('desk.go', [55, 53], 'at:desk.go:55 at:desk.go:53');
    check('C:\\My Shop\\desk\\desk.go', [1], 'at:"My Shop/desk/desk.go:1"');
    check('a/b.go', [1, 2, 3, 4, 5, 6], 'func:desk.(*Desk).Pay');
  });
});
