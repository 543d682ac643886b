import assert from 'node:assert/strict';
import type { ProfileKind } from '../../../../src/model/profile';
import {
  activeProfilesOf,
  isRivalled,
  nothingRemembered,
  parseRemembered,
  type RememberedProfile,
  type RememberedProfiles,
  rememberedMaximum,
  withChosen,
  withFacts,
  withNoneActive,
  withOpened,
  without,
} from '../../../../src/vscode/overlay/rememberedProfiles';

function profile(uri: string, kind: ProfileKind = 'heap'): RememberedProfile {
  const facts = {
    kind,
    sampleTypes: [{ type: 'inuse_space', unit: 'bytes', total: 1, sum: 1 }],
    sampleIndex: 0,
    goSampleIndex: 0,
    samples: 1,
    functions: 1,
    timeMs: null,
    durationNanos: 0,
    periodType: null,
    period: 0,
    binary: '',
    buildId: '',
    comments: [],
    inflatedBytes: 1,
    comparison: null,
  };
  return { uri, fileName: uri, facts, openedMs: 1 };
}

function opened(...profiles: RememberedProfile[]): RememberedProfiles {
  return profiles.reduce(withOpened, nothingRemembered);
}

function check(state: RememberedProfiles, recent: string[], active: string[]): void {
  assert.deepEqual(
    state.recent.map(({ uri }) => uri),
    recent,
  );
  assert.deepEqual(
    activeProfilesOf(state).map(({ uri }) => uri),
    active,
  );
}

const cpu = profile('cpu', 'cpu');

describe('remembered profiles', () => {
  it('knows which of them stands behind another of its kind', () => {
    const state = opened(profile('a'), cpu, profile('b'));
    assert.ok(isRivalled(state, 'a', 'heap'));
    assert.ok(!isRivalled(state, 'b', 'heap'));
    assert.ok(!isRivalled(state, 'cpu', 'cpu'));
    assert.ok(!isRivalled(withNoneActive(state), 'a', 'heap'), 'cleared: nothing stands before it');
  });

  it('makes the last opened of each kind active', () => {
    check(opened(profile('a'), cpu, profile('b')), ['b', 'cpu', 'a'], ['b', 'cpu']);
    check(opened(profile('a'), profile('b'), profile('a')), ['a', 'b'], ['a']);
  });

  it('keeps what is active where a file was only read anew', () => {
    const two = opened(profile('a'), cpu, profile('b'));
    check(withFacts(two, 'a', profile('a').facts), ['b', 'cpu', 'a'], ['b', 'cpu']);
    check(withFacts(two, 'b', profile('b', 'mutex').facts), ['b', 'cpu', 'a'], ['cpu', 'b']);
    assert.equal(withFacts(two, 'a', { ...profile('a').facts, samples: 7 }).recent[2].facts.samples, 7);
  });

  it('gives up the old kind of a file that became another', () => {
    check(opened(profile('a'), profile('a', 'cpu')), ['a'], ['a']);
    assert.deepEqual(opened(profile('a'), profile('a', 'cpu')).active, { cpu: 'a' });
  });

  it('follows a choice, none of a kind included', () => {
    const state = opened(profile('a'), profile('b'), cpu);
    check(withChosen(state, ['a']), ['cpu', 'b', 'a'], ['a']);
    check(withChosen(state, ['a', 'b', 'cpu', 'unknown']), ['cpu', 'b', 'a'], ['b', 'cpu']);
    check(withNoneActive(state), ['cpu', 'b', 'a'], []);
  });

  it('drops a file that is gone', () => {
    check(without(opened(profile('a'), cpu), 'a'), ['cpu'], ['cpu']);
  });

  it('forgets old profiles, but never an active one', () => {
    const many = Array.from({ length: rememberedMaximum + 5 }, (_, i) => profile(`p${i}`));
    const state = opened(cpu, ...many);
    assert.equal(state.recent.length, rememberedMaximum + 1);
    assert.equal(state.recent.at(-1)?.uri, 'cpu');
  });
});

describe('parseRemembered', () => {
  it('reads what was written', () => {
    const state = opened(profile('a'), cpu, { ...profile('log', 'goroutine'), piece: 2 });
    assert.equal(activeProfilesOf(state).find(({ uri }) => uri === 'log')?.piece, 2);
    assert.deepEqual(parseRemembered(JSON.parse(JSON.stringify(state))), state);
  });

  it('keeps what it understands of anything else', () => {
    check(parseRemembered(undefined), [], []);
    check(parseRemembered({ recent: 'x', active: {} }), [], []);
    check(
      parseRemembered({ recent: [cpu, { uri: 'broken' }, 7], active: { heap: 'broken', cpu: 'cpu' } }),
      ['cpu'],
      ['cpu'],
    );
    check(parseRemembered({ recent: [cpu], active: { heap: 'cpu' } }), ['cpu'], []);
  });
});
