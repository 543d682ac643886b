import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import { crowdOf, sinceOf } from '../../../../src/vscode/dumpOverlay/crowd';
import {
  findingPhrase,
  lensText,
  markText,
  waitText,
} from '../../../../src/vscode/dumpOverlay/goroutineText';
import { type DumpSketch, type GroupSketch, linesOf, sketchDump } from '../../../helpers/judgedDumpSketch';

const line = 'shop.(*Desk).Pay.func1 /shop/desk.go:55';
const go = 'shop.(*Desk).Pay /shop/desk.go:53';

type Group = Omit<GroupSketch, 'stack' | 'creator'>;

function texts(groups: readonly Group[], rest: Omit<DumpSketch, 'groups'> = {}) {
  const dump = sketchDump({
    ...rest,
    groups: groups.map((group) => ({ ...group, stack: [line], creator: go })),
  });
  const since = sinceOf(dump.report);
  const of = (role: 'blocked' | 'created') => {
    const crowd = crowdOf(linesOf(dump, role), dump.report)!;
    return { lens: lensText(crowd, since, formatMessage), mark: markText(crowd, formatMessage) };
  };
  return { blocked: of('blocked'), created: of('created') };
}

const checkLens = (groups: readonly Group[], expected: string, rest?: Omit<DumpSketch, 'groups'>) =>
  assert.equal(texts(groups, rest).blocked.lens, expected);
const checkStarted = (groups: readonly Group[], expected: string) =>
  assert.equal(texts(groups).created.lens, expected);

const select = { state: 'select', class: 'select' } as const;
const running = { state: 'running', class: 'running' } as const;
const ioWait = { state: 'IO wait', class: 'io' } as const;

describe('lensText of goroutines', () => {
  it('says how many, in which state and since when at least', () => {
    checkLens([{ count: 12_096, wait: [37, 37] }], '12,096 goroutines blocked here: chan send, ≥ 37 min');
    checkLens([{ count: 412, wait: [3, 37] }], '412 goroutines blocked here: chan send, longest ≥ 37 min');
    checkLens(
      [{ count: 412, wait: [37, 37, 400] }],
      '412 goroutines blocked here: chan send, longest ≥ 37 min',
    );
    checkLens([{ count: 412 }], '412 goroutines blocked here: chan send');
  });

  it('knows one from many', () => {
    checkLens([{ count: 1, wait: [1, 1] }], '1 goroutine blocked here: chan send, ≥ 1 min');
    checkStarted([{ count: 1 }], '1 goroutine started here, still blocked in chan send');
    checkLens([{ count: 1, ...running }], '1 goroutine running here');
  });

  it('counts states where there are several, three at most', () => {
    checkLens(
      [{ count: 400 }, { count: 12, ...select, wait: [5, 5] }],
      '412 goroutines blocked here: 400 chan send, 12 select, longest ≥ 5 min',
    );
    checkLens(
      [
        { count: 4 },
        { count: 3, ...select },
        { count: 2, state: 'chan receive' },
        { count: 1, state: 'sync.Mutex.Lock', class: 'mutex' },
      ],
      '10 goroutines blocked here: 4 chan send, 3 select, 2 chan receive, …',
    );
  });

  it('calls nobody blocked who waits for the world, or runs', () => {
    checkLens([{ count: 3, ...ioWait }], '3 goroutines here: IO wait');
    checkLens([{ count: 3, ...running }], '3 goroutines running here');
    checkLens([{ count: 3, ...running }, { count: 2 }], '5 goroutines here: 3 running, 2 chan send');
  });

  it('does without states where the form has none', () => {
    checkLens([{ count: 3, state: '', class: 'unknown' }], '3 goroutines here');
    checkLens([{ count: 3, state: '', class: 'mutex' }], '3 goroutines blocked here: mutex');
  });

  it('says at a go statement what became of them', () => {
    checkStarted([{ count: 412 }], '412 goroutines started here, all still blocked in chan send');
    checkStarted(
      [
        { count: 400, wait: [2, 37] },
        { count: 12, ...running },
      ],
      '412 goroutines started here, 400 still blocked in chan send, longest ≥ 37 min',
    );
    checkStarted(
      [{ count: 400 }, { count: 30, ...select }, { count: 12, ...running }],
      '442 goroutines started here, 430 still blocked: 400 chan send, 30 select',
    );
    checkStarted([{ count: 4, ...ioWait }], '4 goroutines started here: IO wait');
    checkStarted([{ count: 4, state: '', class: 'unknown' }], '4 goroutines started here');
  });

  it('tells growth and rate where dumps are compared', () => {
    const since = (comparedMinutes: readonly (number | null)[]) => ({ comparedMinutes });
    const grown = [{ count: 412, change: 120 }];
    const head = '412 goroutines blocked here: chan send';
    checkLens(grown, `${head} · +120 since the dump before (40/min)`, since([0, 3]));
    checkLens(grown, `${head} · +120 since the dump before`, since([null, 3]));
    checkLens(grown, `${head} · +120 since the first of 3 dumps (1.2/min)`, since([0, 30, 100]));
    checkLens([{ count: 412, change: 0 }], `${head} · ±0 since the dump before`, since([0, 3]));
    checkLens(
      [{ count: 0, change: -1200 }],
      'no goroutine here any more · −1,200 since the dump before (400/min)',
      since([0, 3]),
    );
  });
});

describe('markText of goroutines', () => {
  it('is shorter', () => {
    const check = (groups: readonly Group[], blocked: string, created: string) => {
      const found = texts(groups);
      assert.deepEqual([found.blocked.mark, found.created.mark], [blocked, created]);
    };
    check(
      [{ count: 1412, wait: [37, 37] }],
      '1,412 × chan send · ≥ 37 min',
      '1,412 started · 1,412 × chan send · ≥ 37 min',
    );
    check(
      [{ count: 2 }, { count: 1, ...select }],
      '2 × chan send · 1 × select',
      '3 started · 2 × chan send · 1 × select',
    );
    check([{ count: 3, state: '', class: 'unknown' }], '3 goroutines here', '3 started');
  });

  it('tells what changed, also of those that are gone', () => {
    const mark = (count: number, change: number) =>
      texts([{ count, change }], { comparedMinutes: [0, 1] }).blocked.mark;
    assert.equal(mark(5, 2), '5 × chan send · +2');
    assert.equal(mark(5, 0), '5 × chan send');
    assert.equal(mark(0, -7), '−7');
  });
});

describe('findingPhrase', () => {
  it('says how sure the pattern is', () => {
    const { report } = sketchDump({
      groups: [{ count: 1, stack: [line] }],
      findings: [{ ruleId: 'G1', title: 'Nil channel', groups: [0], confidence: 'certain' }],
    });
    assert.equal(formatMessage(findingPhrase(report.findings[0]!, formatMessage)), 'certain: Nil channel');
  });
});

describe('waitText', () => {
  it('says nothing where no time is known', () => {
    const spread = { count: 3, waiting: 0, minWaitMinutes: -1, maxWaitMinutes: -1 };
    assert.equal(waitText(spread, formatMessage), '');
  });
});
