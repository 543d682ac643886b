import assert from 'node:assert/strict';
import type { TrendSite } from '../../../../src/model/leakTrend';
import { growthSites, spread } from '../../../../src/vscode/memory/growthSites';
import { isPlainName } from '../../../../src/vscode/memory/plainName';
import { isSelector } from '../../../../src/vscode/memory/selector';

describe('growth between captures', () => {
  const site = (name: string, ...inuseBytes: number[]) =>
    ({ name, file: `${name}.go`, line: 7, inuseBytes }) as unknown as TrendSite;

  it('names the sites that hold more at the end, most first, by the minute', () => {
    const sites = [
      site('steady', 5, 9, 5),
      site('some', 0, 90, 60),
      site('most', 10, 20, 310),
      site('less', 9, 8, 1),
    ];
    assert.deepEqual(growthSites({ sites, timesMs: [0, 60_000, 120_000] }), [
      { name: 'most', file: 'most.go', line: 7, grownBytes: 300, bytesPerMinute: 150 },
      { name: 'some', file: 'some.go', line: 7, grownBytes: 60, bytesPerMinute: 30 },
    ]);
    assert.equal(growthSites({ sites, timesMs: [5, 5, 5] })[0]!.bytesPerMinute, null);
    const many = Array.from({ length: 30 }, (_, i) => site(`s${i}`, 0, i + 1));
    assert.equal(growthSites({ sites: many, timesMs: [0, 1] }).length, 10);
  });

  it('looks at some of many captures, the first and the last among them', () => {
    assert.deepEqual(spread([1, 2, 3], 3), [1, 2, 3]);
    const some = spread(
      Array.from({ length: 101 }, (_, i) => i),
      5,
    );
    assert.deepEqual(some, [0, 25, 50, 75, 100]);
  });
});

describe('files that a history names', () => {
  it('lie beside it', () => {
    for (const name of ['heap.pb.gz', '..heap', 'a b.pb.gz']) assert.equal(isPlainName(name), true, name);
    for (const name of ['', '.', '..', '../x', 'a/b', '..\\x', 'C:x', '/etc/passwd']) {
      assert.equal(isPlainName(name), false, name);
    }
  });
});

describe('label selectors of Prometheus', () => {
  it('are none, or labels in braces', () => {
    for (const text of ['', ' ', '{job="api"}', '{job="api", pod=~"a.*",}', '{a!="\\"x"}']) {
      assert.equal(isSelector(text), true, text);
    }
    for (const text of [
      'job="api"',
      '{job=api}',
      '{}x',
      '{job="a"} or up',
      '{job="a" pod="b"}',
      '{0a="b"}',
    ]) {
      assert.equal(isSelector(text), false, text);
    }
  });
});
