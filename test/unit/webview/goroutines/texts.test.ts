import assert from 'node:assert/strict';
import { amountText } from '../../../../webview/evidenceAmount';
import {
  changedText,
  comparedDumps,
  comparedText,
  damageBadge,
  damageOf,
  dumpFacts,
  dumpName,
  isCrash,
} from '../../../../webview/goroutines/dumpFacts';
import { rateText, signedText, waitHint, waitText } from '../../../../webview/goroutines/texts';
import { dumpViewOfKey } from '../../../../webview/goroutines/toolbar';
import { pieceName } from '../../../../webview/pieceChoice';
import { sketchReport } from '../../../helpers/groupSketch';

describe('texts of a goroutine dump', () => {
  it('call waits what they are: lower bounds', () => {
    assert.equal(waitText(-1, -1), '');
    assert.equal(waitText(37, 37), '≥ 37 min');
    assert.equal(waitText(5, 37), '≥ 5–37 min');
    assert.equal(waitText(5, 312), '≥ 5 min–5 h');
    assert.match(waitHint(5, 37, 10, 12), /^At least 5 min up to at least 37 min\n10 of 12 print minutes\n/);
    assert.match(waitHint(-1, -1, 0, 12), /^No minutes are printed/);
  });

  it('write changes with their signs and rates where times are known', () => {
    assert.deepEqual([1412, -3, 0].map(signedText), ['+1,412', '−3', '±0']);
    assert.deepEqual([12.4, -0.25, 0, Number.NaN].map(rateText), ['+12/min', '−0.25/min', '', '']);
  });

  it('write evidence in its unit', () => {
    assert.equal(amountText(0.2, 'share'), '20.0 %');
    assert.equal(amountText(1200, 'goroutines'), '1,200');
    assert.equal(amountText(90, 'minutes'), '90 min');
    assert.equal(amountText(65536, 'bytes'), '64.0 kB');
  });

  it('say how many goroutines there are, in how many groups, and since when', () => {
    const report = sketchReport([{ count: 3, wait: [1, 130] }, { count: 1 }]);
    assert.deepEqual(dumpFacts(report.facts, report), [
      '4 goroutines in 2 groups',
      'longest wait ≥ 2 h 10 min',
    ]);
    assert.deepEqual(dumpFacts(report.facts, null), ['4 goroutines']);
  });

  it('say plainly what is missing', () => {
    const { facts } = sketchReport([{ count: 3 }]);
    assert.deepEqual(damageOf(facts), []);
    const cut = { ...facts, isTruncated: true, missing: null };
    assert.match(damageOf(cut)[0]!, /^Truncated: .* nobody knows how many/);
    assert.equal(damageBadge(cut), 'truncated');
    const inside = { ...facts, missing: null };
    assert.deepEqual(damageOf(inside), ['Cut off: some goroutines are missing; nobody knows how many.']);
    assert.equal(damageBadge(inside), 'cut off');
    const known = { ...facts, isTruncated: true, total: 1003, missing: 1000 };
    assert.deepEqual(damageOf(known), ['Truncated: 1,000 of 1,003 goroutines are not in the text.']);
    assert.equal(damageBadge(known), '1,000 missing');
    const noisy = { ...facts, skippedLines: 2 };
    assert.deepEqual(damageOf(noisy), ['2 lines were skipped: they are no part of a goroutine.']);
    assert.equal(damageBadge(noisy), '2 lines skipped');
  });

  it('tell a crash from a dump that somebody asked for', () => {
    const { facts } = sketchReport([{ count: 3 }]);
    const panic = { kind: 'panic', text: 'panic: boom', details: [] } as const;
    const quit = { kind: 'signal', text: 'SIGQUIT: quit', details: [] } as const;
    assert.equal(isCrash(panic), true);
    assert.equal(isCrash(quit), false);
    assert.equal(dumpName({ ...facts, crash: panic }), 'Crash');
    assert.equal(dumpName({ ...facts, crash: quit }), 'Goroutine dump');
    assert.ok(dumpFacts({ ...facts, crash: quit }, null).includes('SIGQUIT: quit'));
    assert.equal(
      pieceName({ goroutines: { ...facts, crash: panic, line: 412 }, memory: null }, 1, 3),
      '2 of 3 · panic: boom · 3 goroutines · line 412',
    );
    assert.equal(pieceName({ goroutines: null, memory: null }, 0, 2), '1 of 2 · Profile');
  });

  it('say what is compared with what', () => {
    const report = sketchReport([{ count: 30, before: 10 }]);
    assert.equal(comparedText(report), 'Compared: 10 → 30 goroutines, 2.00 min apart');
    assert.deepEqual(comparedDumps(report), ['old.txt: 10 goroutines', 'new.txt: 30 goroutines']);
    assert.equal(comparedText(sketchReport([{ count: 1 }])), '');
    const comparison = report.comparison!;
    const [first, last] = comparison.dumps;
    const three = { ...report, comparison: { ...comparison, dumps: [first!, first!, last!] } };
    assert.equal(comparedText(three), 'Compared: 10 → 10 → 30 goroutines over 2.00 min');
  });

  it('count the groups that changed', () => {
    const groups = [
      { count: 30, before: 10 },
      { count: 3, before: 0 },
      { count: 0, before: 2 },
      { count: 4, before: 4 },
    ];
    assert.equal(changedText(sketchReport(groups)), 'groups: 1 grown, 1 new, 1 gone');
    assert.equal(changedText(sketchReport([{ count: 4, before: 4 }])), 'no group changed');
    assert.equal(changedText(sketchReport([{ count: 4 }])), '');
  });

  it('have keys for the views', () => {
    assert.equal(dumpViewOfKey('2', 'groups'), 'flame');
    assert.equal(dumpViewOfKey('[', 'groups'), 'waits');
    assert.equal(dumpViewOfKey(']', 'waits'), 'groups');
    assert.equal(dumpViewOfKey('9', 'groups'), null);
    assert.equal(dumpViewOfKey('a', 'groups'), null);
  });
});
