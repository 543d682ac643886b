import assert from 'node:assert/strict';
import { groupsByFile, linesOfGroups } from '../../../src/analysis/goroutines/goroutineLines';
import type { Engine, EvidenceHandle } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { type GoroutineLine, type GoroutineReport, plainReport } from '../../../src/model/goroutineReport';
import { dumpText, type GoroutineSketch, groupsText } from '../../helpers/dumpText';
import { profileBytes } from '../../helpers/profileText';

describe('a goroutine dump in the engine', () => {
  let engine: Engine;
  beforeEach(() => {
    engine = createEngine();
  });
  afterEach(() => engine.dispose());

  const open = async (text: string) =>
    (await engine.openProfiles(new TextEncoder().encode(text), { name: 'dump.txt' }))[0]!;

  it('is a profile of its stacks, whole or filtered', async () => {
    const { handle, facts, goroutines } = await open(dumpText(stuck(3, 2)));
    assert.deepEqual(
      [facts.kind, facts.sampleTypes[0]!.type, facts.sampleTypes[0]!.total],
      ['goroutine', 'goroutine', 6],
    );
    assert.deepEqual([goroutines!.parsed, goroutines!.total, goroutines!.missing], [6, 6, 0]);
    const totalOf = async (filter?: string) =>
      (await engine.ask(handle, 'flame', { sampleIndex: 0, root: 0, goroutines: filter })).total[0];
    assert.equal(await totalOf(), 6);
    assert.equal(await totalOf('state:send'), 3);
    assert.equal(await totalOf('state:send wait:>7m'), 1);
    assert.equal(await totalOf('  '), 6);
    const top = await engine.ask(handle, 'top', {
      sampleIndex: 0,
      granularity: 'lines',
      goroutines: 'class:mutex',
    });
    assert.deepEqual([...top.name], ['sync.(*Mutex).lockSlow', 'main.lock']);
    const tags = await engine.ask(handle, 'tags', { sampleIndex: 0 });
    assert.deepEqual(
      tags.keys.map(({ key, values }) => [key, values.length]),
      [['state', 3]],
    );
    const found = await engine.ask(handle, 'findFunction', { name: 'main.lock', goroutines: 'class:mutex' });
    const details = await engine.ask(handle, 'functionDetails', {
      frame: found,
      sampleIndex: 0,
      goroutines: 'class:mutex',
    });
    assert.equal(details.cum, 2);
  });

  it('answers for groups, single goroutines and their texts', async () => {
    const text = dumpText(stuck(3, 2));
    const { handle } = await open(text);
    const { groups } = await engine.ask(handle, 'report', plainReport);
    assert.equal(groups.length, 3);
    const page = await engine.ask(handle, 'goroutines', { group: 0, offset: 1, limit: 1 });
    assert.deepEqual(
      [page.total, page.rows.length, page.rows[0]!.goid, page.rows[0]!.waitMinutes],
      [3, 1, 11, 7],
    );
    const own = await engine.ask(handle, 'goroutineText', { goroutine: 5 });
    assert.equal(own.trimEnd(), text.slice(text.indexOf('goroutine 21 ')).trimEnd());
  });

  it('tells lines of goroutines and of the statements that made them', async () => {
    const { handle } = await open(dumpText(stuck(3, 2)));
    const lines = linesOf(await engine.ask(handle, 'report', plainReport));
    assert.deepEqual(
      lines.map(({ role, file, line, count, change, maxWaitMinutes, states }) => [
        role,
        `${file}:${line}`,
        count,
        change,
        maxWaitMinutes,
        states.map((state) => `${state.count} ${state.state}`).join(),
      ]),
      [
        ['blocked', '/app/main.go:21', 3, null, 8, '3 chan send'],
        ['blocked', '/app/main.go:40', 2, null, -1, '2 sync.Mutex.Lock'],
        ['blocked', '/app/main.go:3', 1, null, -1, '1 running'],
        ['created', '/app/main.go:30', 5, null, 8, '3 chan send,2 sync.Mutex.Lock'],
      ],
    );
    const questions = await engine.ask(handle, 'sourceQuestions', { userModules: [] });
    assert.deepEqual(
      questions.map(({ role, line }) => `${role} ${line}`),
      ['created 30', 'blocked 21', 'blocked 40', 'blocked 3'],
    );
    const outline = await engine.ask(handle, 'dumpOutline', null);
    const rows = Array.from({ length: outline.length }, (_, i) =>
      [
        outline.goid[i],
        outline.firstLine[i],
        outline.lastLine[i],
        outline.strings[outline.func[i]!],
        outline.strings[outline.state[i]!],
      ].join(' '),
    );
    assert.deepEqual(rows.slice(0, 3), [
      '1 1 3 main.main running',
      '10 5 9 main.send chan send, 6 minutes',
      '11 11 15 main.send chan send, 7 minutes',
    ]);
  });

  it('is compared with earlier ones; what later queries say is about its latest report', async () => {
    const before = await open(dumpText(stuck(1, 2)));
    const after = await open(dumpText(stuck(4, 0)));
    const report = await engine.goroutineReport([before.handle, after.handle], {
      ...plainReport,
      timesMs: [0, 120_000],
      names: ['old', 'new'],
    });
    assert.match(groupsText(report.groups), /^4 channel.*\n1 running.*\n0 mutex/);
    assert.deepEqual(report.comparison!.change, ['grown', 'same', 'gone']);
    assert.deepEqual([...report.comparison!.perMinute], [1.5, 0, -1]);
    assert.deepEqual(
      report.comparison!.dumps.map(({ name, total }) => `${name} ${total}`),
      ['old 4', 'new 5'],
    );
    const ask = (filter: string) => engine.ask(after.handle, 'matchGroups', { filter });
    assert.equal((await ask('is:grown')).total, 4);
    assert.equal((await ask('is:new')).total, 0);
    assert.deepEqual([...(await ask('')).matching], [4, 1, 0]);
    const gone = await engine.ask(after.handle, 'goroutines', { group: 2, offset: 0, limit: 10 });
    assert.deepEqual(gone, { rows: [], total: 0 });
    const lines = linesOf(report);
    const change = lines.find(({ line }) => line === 40)!;
    assert.deepEqual([change.count, change.change], [0, -2]);
    await engine.ask(after.handle, 'report', plainReport);
    assert.equal((await ask('is:grown')).total, 0);
  });

  it('can be merged, compared and exported as a profile', async () => {
    const before = await open(dumpText(stuck(1, 2)));
    const after = await open(dumpText(stuck(4, 0)));
    const of = [before.handle, after.handle];
    const merged = await engine.derive({ kind: 'merge', of });
    assert.deepEqual([merged.facts.kind, merged.goroutines!.parsed], ['goroutine', 9]);
    const compared = await engine.derive({
      kind: 'compare',
      base: [before.handle],
      current: [after.handle],
      mode: 'diffBase',
      normalize: false,
    });
    assert.equal(compared.goroutines, null);
    const top = await engine.ask(compared.handle, 'top', { sampleIndex: 0, granularity: 'functions' });
    assert.deepEqual(
      top.name.map((name, row) => `${name} ${top.flat[row]}`),
      ['main.send 3', 'sync.(*Mutex).lockSlow -2', 'main.lock 0'],
    );
    const bytes = await engine.ask(after.handle, 'export', {
      format: 'pprof',
      sampleIndex: 0,
      title: 'x',
      goroutines: 'func:send',
    });
    const [again] = await engine.openProfiles(bytes, { name: 'x.pb.gz' });
    assert.deepEqual([again!.facts.kind, again!.goroutines!.parsed], ['goroutine', 4]);
  });

  it('is judged once for all who ask the same', async () => {
    const before = await open(dumpText(stuck(1, 2)));
    const after = await open(dumpText(stuck(4, 0)));
    const pair = [before.handle, after.handle];
    const options = { ...plainReport, names: ['old', 'new'] };
    const first = await engine.goroutineReport(pair, options);
    assert.equal(await engine.goroutineReport(pair, { ...options }), first);
    const others = [
      await engine.goroutineReport(pair, { ...options, thresholds: { 'G4.minCount': 2 } }),
      await engine.goroutineReport([after.handle], options),
      await engine.goroutineReport(pair, options),
    ];
    assert.ok(others.every((report, at) => report !== (others[at - 1] ?? first)));
  });

  it('is what a goroutine profile is, too', async () => {
    const bytes = profileBytes(
      'main.main main.go:3;main.work main.go:9 5 {tenant=a}\nmain.main main.go:3 2',
      {
        types: ['goroutine/count'],
      },
    );
    const [{ handle, goroutines }] = await engine.openProfiles(bytes, { name: 'g.pb.gz' });
    assert.deepEqual([goroutines!.form, goroutines!.parsed], ['profile', 7]);
    const flame = await engine.ask(handle, 'flame', { sampleIndex: 0, root: 0, goroutines: 'label:tenant' });
    assert.equal(flame.total[0], 5);
    const page = await engine.ask(handle, 'goroutines', { group: null, offset: 0, limit: 10 });
    assert.deepEqual(
      page.rows.map(({ count, goid }) => [count, goid]),
      [
        [5, -1],
        [2, -1],
      ],
    );
    assert.equal(
      await engine.ask(handle, 'goroutineText', { goroutine: 0 }),
      '5 @\n# labels: {"tenant":"a"}\n#\tmain.work\tmain.go:9\n#\tmain.main\tmain.go:3\n',
    );
    const text = 'goroutine profile: total 9\n5 @ 0x1 0x2\n#\t0x1\tmain.work+0x1\t/app/main.go:9\n\n';
    const counted = await open(text);
    assert.deepEqual([counted.goroutines!.line, counted.goroutines!.bytes], [1, text.length]);
    const among = await engine.openProfiles(new TextEncoder().encode(`${dumpText(stuck(1, 0))}\n${text}`), {
      name: 'log',
    });
    assert.deepEqual(
      among.map(({ goroutines }) => `${goroutines!.form} ${goroutines!.line} ${goroutines!.parsed}`),
      ['stacks 1 2', 'counts 11 5'],
    );
    assert.deepEqual(
      [
        counted.goroutines!.form,
        counted.goroutines!.parsed,
        counted.goroutines!.total,
        counted.goroutines!.missing,
      ],
      ['counts', 5, 9, 4],
    );
  });

  it('fails with a sentence, and never for a profile of something else', async () => {
    const { handle } = await open(dumpText(stuck(1, 0)));
    const fails = (asked: Promise<unknown>, sentence: RegExp) =>
      assert.rejects(asked, { name: 'MessageError', message: sentence });
    await fails(engine.ask(handle, 'matchGroups', { filter: 'wait:soon' }), /^wait: takes a duration/);
    await fails(engine.ask(handle, 'matchGroups', { filter: 'func:/(/' }), /not a valid regular expression/);
    await fails(
      engine.ask(handle, 'flame', { sampleIndex: 0, root: 0, goroutines: 'x:y' }),
      /is no field of goroutines/,
    );
    await fails(engine.ask(handle, 'goroutineText', { goroutine: 99 }), /no such goroutine/);
    await fails(
      engine.ask(handle, 'goroutines', { group: 9, offset: 0, limit: 1 }),
      /no such goroutine or group/,
    );
    const [heap] = await engine.openProfiles(profileBytes('main.main 5'), { name: 'cpu.pb.gz' });
    assert.equal(heap!.goroutines, null);
    await fails(engine.ask(heap!.handle, 'report', plainReport), /This is no goroutine dump/);
    await fails(engine.goroutineReport([handle, heap!.handle], plainReport), /This is no goroutine dump/);
    await fails(engine.goroutineReport([], plainReport), /This is no goroutine dump/);
    await fails(engine.goroutineReport([99 as EvidenceHandle], plainReport), /is closed/);
    const aborted = AbortSignal.abort();
    await assert.rejects(engine.goroutineReport([handle], plainReport, aborted), { name: 'AbortError' });
  });

  it('says how many are missing, or that nobody knows', async () => {
    const whole = dumpText(stuck(2, 0));
    const { handle, goroutines } = await open(whole.slice(0, whole.lastIndexOf('created by') + 14));
    assert.deepEqual([goroutines!.parsed, goroutines!.total, goroutines!.missing], [3, null, null]);
    const counted = await engine.ask(handle, 'report', { ...plainReport, knownTotal: 10 });
    assert.deepEqual([counted.facts.total, counted.facts.missing], [10, 7]);
    const complete = await open(whole);
    const report = await engine.ask(complete.handle, 'report', { ...plainReport, knownTotal: 10 });
    assert.deepEqual([report.facts.total, report.facts.missing], [3, 0]);
  });

  it('has a time where its log does', async () => {
    const at = '2026-11-26T16:09:45.950Z ';
    const text = dumpText(stuck(1, 0))
      .split('\n')
      .map((line) => `${at}${line}`)
      .join('\n');
    assert.equal((await open(text)).goroutines!.timeMs, Date.parse(at.trim()));
  });
});

/** Main, so many senders that wait 6, 7, 8 … minutes, and so many that wait for a lock. */
function stuck(senders: number, lockers: number): GoroutineSketch[] {
  const made = 'main.start /app/main.go:30 in 1';
  return [
    { goid: 1, state: 'running', stack: ['main.main() /app/main.go:3'] },
    ...Array.from({ length: senders }, (_, i) => ({
      goid: 10 + i,
      state: `chan send, ${6 + i} minutes`,
      stack: ['main.send() /app/main.go:21'],
      by: made,
    })),
    ...Array.from({ length: lockers }, (_, i) => ({
      goid: 20 + i,
      state: 'sync.Mutex.Lock',
      stack: [
        'sync.(*Mutex).lockSlow(0xc000010000) /go/src/sync/mutex.go:173',
        'main.lock() /app/main.go:40',
      ],
      by: made,
    })),
  ];
}

/** Where goroutines stand first, then where they were started. */
function linesOf({ groups, comparison }: GoroutineReport): GoroutineLine[] {
  const placed = groupsByFile(groups);
  return (['blocked', 'created'] as const).flatMap((role) =>
    placed.flatMap((file) => linesOfGroups(groups, role, file[role], comparison)),
  );
}
