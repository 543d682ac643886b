import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { noQuestion, plainReport, type Question, type ReportOptions } from '../../../src/model/question';
import type { TopTable } from '../../../src/model/views';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { lines, profileBytes } from '../../helpers/profileText';

describe('top with report options', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine();
  });
  after(() => engine.dispose());

  async function top(
    text: string,
    report: Partial<ReportOptions>,
    {
      sketch = {},
      sampleIndex = 0,
      question = {},
    }: {
      sketch?: Partial<ProfileSketch>;
      sampleIndex?: number;
      question?: Partial<Question>;
    } = {},
  ): Promise<TopTable> {
    const [profile] = await engine.openProfiles(profileBytes(text, sketch), { name: 'cpu.pb.gz' });
    return engine.ask(profile!.handle, 'top', {
      sampleIndex,
      granularity: 'functions',
      question: { ...noQuestion, ...question },
      report: { ...plainReport, ...report },
    });
  }

  async function check(expected: string, ...args: Parameters<typeof top>): Promise<void> {
    const { name, flat, cum, total, trimmed } = await top(...args);
    const rows = name.map((row, i) => `${row} ${flat[i]} ${cum[i]}`);
    const { dropped, candidates } = trimmed!;
    assert.equal(
      [`total ${total}, ${dropped} dropped, ${candidates} left`, ...rows].join('\n'),
      lines(expected),
    );
  }

  const small = `
    main;serve;load 6
    main;tick 10
    main;store 4`;

  it('leaves the table alone unless something is asked', () =>
    check(
      `
      total 20, 0 dropped, 5 left
      tick 10 10
      load 6 6
      store 4 4
      main 0 20
      serve 0 6`,
      small,
      { nodeCount: 1, nodeFraction: 0.9 },
    ));

  it('drops small rows, then takes the first', () =>
    check(
      `
      total 20, 1 dropped, 4 left
      tick 10 10
      load 6 6`,
      small,
      { trim: true, nodeFraction: 0.25, nodeCount: 2 },
    ));

  it('sorts by cum before it takes the first', () =>
    check(
      `
      total 20, 0 dropped, 5 left
      main 0 20
      tick 10 10
      load 6 6`,
      small,
      { trim: true, nodeFraction: 0, nodeCount: 3, sort: 'cum' },
    ));

  it('shows all rows where no number of them is given', () =>
    check(
      `
      total 20, 2 dropped, 3 left
      tick 10 10
      serve 5 5
      main 0 20`,
      'main;tick 10\nmain;serve 5\nmain;load 3\nmain;store 2',
      { trim: true, nodeFraction: 0.2 },
    ));

  it('drops negative rows; the cutoff is a share of the others', () =>
    check(
      `
      total 113, 1 dropped, 1 left
      a 10 10`,
      'main;a 10\nmain;b -100\nmain;c 3',
      { dropNegative: true, trim: true, nodeFraction: 0.5 },
    ));

  it('tells means as whole numbers, and no error of them', async () => {
    const text = 'main;a 2 10\nmain;b 3 10';
    const options = { sketch: { types: ['n/count', 't/count'] }, sampleIndex: 1 };
    await check(
      `
      total 4, 0 dropped, 3 left
      a 5 5
      b 3 3
      main 0 4`,
      text,
      { mean: true },
      options,
    );
    assert.equal((await top(text, { mean: true }, options)).flatError, null);
  });

  it('divides rows and total alike', () =>
    check(
      `
      total 5, 0 dropped, 2 left
      a 5 5
      main 0 5`,
      'main;a 20',
      { divideBy: 4 },
    ));

  it('takes percentages of what the question left where that is asked', async () => {
    const question = { focus: 'tick' };
    assert.equal((await top(small, {}, { question })).total, 20);
    assert.equal((await top(small, { relativePercentages: true }, { question })).total, 10);
  });
});
