import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noQuestion } from '../../../src/model/question';
import { maxLinkState } from '../../../src/protocol/viewLink';
import { describeView, shareView, takeView } from '../../../webview/sharedView';
import { defaultState, type ViewState } from '../../../webview/state';

const here: ViewState = {
  ...defaultState,
  valueType: 'alloc_space',
  view: 'top',
  question: { ...noQuestion, focus: 'grpc', noInlines: true },
  selection: { kind: 'function', name: 'main.leak', file: 'leak.go', path: ['main.main', 'main.leak'] },
  zoom: { path: ['main.main'], left: 0, right: 1, topRow: 2 },
  sizes: { ...defaultState.sizes, split: 0.3 },
};

describe('shared views', () => {
  it('say only what is not as usual', () => {
    assert.equal(shareView(defaultState, 'withPlace'), '{}');
    assert.deepEqual(JSON.parse(shareView(here, 'withoutPlace')), {
      valueType: 'alloc_space',
      view: 'top',
      question: { focus: 'grpc', noInlines: true },
    });
  });

  it('show the same elsewhere, in the panes of whoever looks', () => {
    const there = { ...defaultState, search: 'x', detailsOpen: false };
    const taken = takeView(shareView(here, 'withPlace'), there, 'takePlace');
    assert.deepEqual(taken, { ...here, sizes: there.sizes, detailsOpen: false });
  });

  it('keep the place where they hold for any profile', () => {
    const taken = takeView(shareView({ ...here, selection: null }, 'withoutPlace'), here, 'keepPlace');
    assert.deepEqual(taken, here);
  });

  it('fit into a link, however deep the stack', () => {
    const path = Array.from({ length: 500 }, (_, i) => `example.com/very/long/path.Function${i}`);
    const deep = {
      ...here,
      selection: { ...here.selection, path },
      zoom: { ...here.zoom!, path },
    } as ViewState;
    const text = shareView(deep, 'withPlace');
    assert.ok(text.length < maxLinkState);
    assert.deepEqual(takeView(text, defaultState, 'takePlace')!.selection, { ...here.selection, path: null });
  });

  it('are refused where they are none, and usable whatever they hold', () => {
    for (const text of ['', '[]', 'null', '7', '{']) assert.equal(takeView(text, here, 'takePlace'), null);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(here)), fc.jsonValue()), (any) => {
        const taken = takeView(JSON.stringify(any), here, 'takePlace')!;
        assert.equal(typeof describeView(JSON.stringify(any)), 'string');
        assert.equal(takeView(shareView(taken, 'withoutPlace'), taken, 'keepPlace')!.filter, taken.filter);
      }),
    );
    assert.equal(describeView(shareView(here, 'withoutPlace')), 'alloc_space · top · focus:grpc noinlines');
  });
});
