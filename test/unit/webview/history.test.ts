import assert from 'node:assert/strict';
import { noQuestion } from '../../../src/model/question';
import {
  type History,
  keptPlaces,
  restoreHistory,
  showPlace,
  startHistory,
  step,
  visit,
} from '../../../webview/history';
import { type Action, defaultState, reduce, type ViewState } from '../../../webview/state';

describe('webview history', () => {
  it('goes back through questions, value types and views, and forward again', () => {
    const walk = start();
    walk.act({ type: 'valueType', valueType: 'alloc_space' });
    walk.act({ type: 'question', question: { ...noQuestion, focus: 'grpc' } });
    walk.act({ type: 'view', view: 'top' });
    assert.equal(walk.back(), 'alloc_space grpc null');
    assert.equal(walk.back(), 'alloc_space  null');
    assert.equal(walk.back(), 'null  null');
    assert.equal(walk.back(), 'end');
    assert.equal(walk.forward(), 'alloc_space  null');
    assert.equal(walk.forward(), 'alloc_space grpc null');
    assert.equal(walk.forward(), 'alloc_space grpc top');
    assert.equal(walk.forward(), 'end');
  });

  it('forgets what was ahead when another way is taken', () => {
    const walk = start();
    walk.act({ type: 'view', view: 'top' });
    walk.back();
    walk.act({ type: 'view', view: 'tree' });
    assert.equal(walk.forward(), 'end');
    assert.equal(walk.back(), 'null  null');
  });

  it('takes selections that follow at once for one step', () => {
    const walk = start();
    for (const name of ['a', 'b', 'c']) walk.select(name, null);
    walk.wait(1000);
    walk.select('d', null);
    assert.equal(walk.history.past.length, 2);
    assert.equal(walk.back(), 'c');
  });

  it('makes no step of the path that a selection gets later, of sorting, searching or panning', () => {
    const walk = start();
    walk.select('a', null);
    walk.wait(1000);
    const before = walk.history.past.length;
    walk.select('a', ['main', 'a']);
    walk.act({ type: 'search', text: 'x' });
    walk.act({ type: 'sort', column: 'name' });
    walk.act({ type: 'zoom', zoom: { path: [], left: 0.1, right: 0.5, topRow: 0 } });
    assert.equal(walk.history.past.length, before);
    walk.act({ type: 'zoom', zoom: { path: ['main'], left: 0, right: 1, topRow: 0 } });
    assert.equal(walk.history.past.length, before + 1);
    walk.back();
    assert.deepEqual(walk.state.selection, { kind: 'function', name: 'a', file: '', path: ['main', 'a'] });
    assert.equal(walk.state.search, 'x');
  });

  it('is bounded, and comes back through JSON', () => {
    const walk = start();
    for (let i = 0; i < 200; i++) walk.act({ type: 'valueType', valueType: `type ${i}` });
    assert.equal(walk.history.past.length, keptPlaces);
    walk.back();
    const restored = restoreHistory(JSON.parse(JSON.stringify(walk.history)), walk.state);
    assert.deepEqual(
      { ...restored, sinceMs: 0 },
      { ...JSON.parse(JSON.stringify(walk.history)), sinceMs: 0 },
    );
    for (const kept of [null, 7, { past: 7, future: [null, { view: 'x' }] }]) {
      assert.ok(restoreHistory(kept, defaultState).past.length === 0);
    }
  });
});

function start() {
  let state: ViewState = defaultState;
  let history: History = startHistory(state);
  let nowMs = 1000;
  const go = (by: -1 | 1): string => {
    const next = step(history, by);
    if (!next) return 'end';
    history = next;
    state = showPlace(state, history);
    const { selection, valueType, question, view } = state;
    if (selection && selection.kind !== 'file') return selection.name;
    return `${valueType} ${question.focus} ${view}`;
  };
  const act = (action: Action) => {
    state = reduce(state, action);
    history = visit(history, state, nowMs);
  };
  return {
    get history() {
      return history;
    },
    get state() {
      return state;
    },
    act,
    select: (name: string, path: readonly string[] | null) =>
      act({ type: 'select', selection: { kind: 'function', name, file: '', path } }),
    wait: (ms: number) => {
      nowMs += ms;
    },
    back: () => go(-1),
    forward: () => go(1),
  };
}
