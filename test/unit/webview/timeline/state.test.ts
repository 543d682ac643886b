import assert from 'node:assert/strict';
import fc from 'fast-check';
import { graphCommand } from '../../../../webview/timeline/graph/keyboard';
import { defaultTimeline, restoreTimeline, spanWithin } from '../../../../webview/timeline/state';

describe('kept state of the timeline', () => {
  it('takes what it can use and leaves the rest', () => {
    const kept = {
      view: 'table',
      window: { fromMs: 5, toMs: 1 },
      selection: { fromMs: 1, toMs: 5, more: 'x' },
      shown: ['rss', 'rss', 'goal'],
      tab: 'nowhere',
      finding: 'x'.repeat(5000),
      judgesSelection: true,
    };
    assert.deepEqual(restoreTimeline(kept), {
      ...defaultTimeline,
      view: 'table',
      selection: { fromMs: 1, toMs: 5 },
      shown: ['rss', 'goal'],
      judgesSelection: true,
    });
    assert.equal(restoreTimeline({ judgesSelection: true }).judgesSelection, false);
    assert.equal(restoreTimeline({ shown: ['rss', 'evil'] }).shown, null);
  });

  it('is a state for anything', () => {
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        const state = restoreTimeline(kept);
        assert.deepEqual(Object.keys(state).sort(), Object.keys(defaultTimeline).sort());
        assert.deepEqual(restoreTimeline(JSON.parse(JSON.stringify(state))), state);
      }),
    );
  });

  it('keeps of a span what another file still has', () => {
    assert.deepEqual(spanWithin({ fromMs: 5, toMs: 50 }, { fromMs: 10, toMs: 40 }), { fromMs: 10, toMs: 40 });
    assert.equal(spanWithin({ fromMs: 5, toMs: 9 }, { fromMs: 10, toMs: 40 }), null);
    assert.equal(spanWithin(null, { fromMs: 10, toMs: 40 }), null);
  });
});

describe('keys of the timeline', () => {
  const press = (key: string, more: { shiftKey?: boolean; ctrlKey?: boolean; altKey?: boolean } = {}) =>
    graphCommand({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...more });

  it('steps, selects and pans with arrows', () => {
    assert.deepEqual(press('ArrowRight'), { kind: 'step', by: 1, extends: false });
    assert.deepEqual(press('ArrowLeft', { shiftKey: true }), { kind: 'step', by: -1, extends: true });
    assert.deepEqual(press('ArrowRight', { ctrlKey: true }), { kind: 'pan', by: 0.2 });
  });

  it('leaves keys that belong to others', () => {
    assert.equal(press('ArrowLeft', { altKey: true }), null, 'Back');
    assert.equal(press('f', { ctrlKey: true }), null);
    assert.equal(press('0', { ctrlKey: true }), null);
    assert.equal(press('Tab'), null);
  });

  it('zooms, goes to the ends and takes back', () => {
    assert.equal(press('+')?.kind, 'zoom');
    assert.equal(press('ArrowDown')?.kind, 'zoom');
    assert.deepEqual(press('End', { shiftKey: true }), { kind: 'end', which: 'last', extends: true });
    assert.equal(press('Escape')?.kind, 'escape');
  });
});
