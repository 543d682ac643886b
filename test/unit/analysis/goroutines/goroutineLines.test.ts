import assert from 'node:assert/strict';
import { groupsByFile, linesOfGroups } from '../../../../src/analysis/goroutines/goroutineLines';
import { type DumpSketch, sketchDump } from '../../../helpers/judgedDumpSketch';

const groupsOf = (sketch: DumpSketch) => sketchDump(sketch).report.groups;

describe('groupsByFile', () => {
  it('places groups where they stand, and where they were started', () => {
    const table = groupsOf({
      groups: [
        { count: 9, stack: ['a.Wait /a.go:5'], creator: 'b.Start /b.go:7' },
        { count: 4, stack: ['net.read /net.go:1', 'a.Read /a.go:8'], topUser: 1, creator: 'a.Serve /a.go:3' },
        { count: 2, stack: ['net.loop /net.go:2'], topUser: -1 },
      ],
    });
    assert.deepEqual(groupsByFile(table), [
      { file: '/a.go', blocked: [0, 1], created: [1] },
      { file: '/b.go', blocked: [], created: [0] },
      { file: '/net.go', blocked: [2], created: [] },
    ]);
  });

  it('leaves out who has no place: the runtime, no stack, no line', () => {
    const table = groupsOf({
      groups: [
        {
          count: 9,
          class: 'runtime',
          stack: ['runtime.gopark /proc.go:5'],
          creator: 'runtime.init /proc.go:9',
        },
        { count: 4, stack: [] },
        { count: 2, stack: ['_cgo_wait ?:0'] },
      ],
    });
    assert.deepEqual(groupsByFile(table), []);
  });
});

describe('linesOfGroups', () => {
  const sketch: DumpSketch = {
    groups: [
      { count: 9, wait: [1, 30], stack: ['a.Wait /a.go:5', 'a.Run /a.go:20'], change: 4 },
      { count: 4, state: 'select', class: 'select', stack: ['a.Wait.func1 /a.go:5'], change: 4 },
      { count: 3, stack: ['a.Wait /a.go:5', 'a.Other /a.go:30'], change: -1 },
      { count: 0, state: 'select', class: 'select', stack: ['a.Wait /a.go:5', 'a.Old /a.go:40'], change: -6 },
    ],
  };
  const draw = (drawn: DumpSketch) => {
    const { groups, comparison } = sketchDump(drawn).report;
    return linesOfGroups(groups, 'blocked', [0, 1, 2, 3], comparison).map(
      ({ func, line, count, change, maxWaitMinutes, states, groups: members }) => [
        `${func}:${line} ${count}`,
        change,
        maxWaitMinutes,
        states.map((state) => `${state.count} ${state.state}`).join(),
        members.join(),
      ],
    );
  };

  it('sums groups of one function and line, those that are gone for the change alone', () => {
    assert.deepEqual(draw({ ...sketch, comparedMinutes: [0, 1] }), [
      ['a.Wait:5 12', -3, 30, '12 chan send', '0,2,3'],
      ['a.Wait.func1:5 4', 4, -1, '4 select', '1'],
    ]);
  });

  it('has no change where nothing is compared', () => {
    assert.deepEqual(
      draw(sketch).map(([, change]) => change),
      [null, null],
    );
  });
});
