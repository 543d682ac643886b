import assert from 'node:assert/strict';
import { longestSections } from '../../bench/hostSections';

/** A call tree of one chain, and samples at its nodes: `[node, ms]`. */
function profileOf(
  nodes: [id: number, name: string, url: string, children: number[]][],
  samples: [number, number][],
) {
  return {
    nodes: nodes.map(([id, functionName, url, children]) => ({
      id,
      callFrame: { functionName, url, scriptId: '0', lineNumber: 4, columnNumber: 0 },
      children,
    })),
    startTime: 0,
    endTime: 0,
    samples: samples.map(([id]) => id),
    // The time of a sample stands at the one after it.
    timeDeltas: [0, ...samples.map(([, ms]) => ms * 1000)].slice(0, samples.length + 1),
  };
}

describe('sections of the extension host', () => {
  it('last while our script is on the stack, garbage collection in between included', () => {
    const profile = profileOf(
      [
        [1, '(root)', '', [2, 5, 6]],
        [2, 'emit', 'host.js', [3]],
        [3, 'post', '/x/dist/extension.js', [4]],
        [4, 'stringify', '', []],
        [5, '(garbage collector)', '', []],
        [6, '(idle)', '', []],
      ],
      [
        [2, 50], // the host's own
        [3, 2],
        [4, 7],
        [5, 3],
        [4, 1],
        [6, 100],
        [5, 40], // nobody of ours was at work
        [3, 6],
        [2, 1],
      ],
    );
    const sections = longestSections(profile, (url) => url.endsWith('/dist/extension.js'), 2);
    assert.deepEqual(sections, [
      { ms: 13, heaviest: ['post > stringify 8', 'post > (garbage collector) 3', 'post:5 2'] },
      { ms: 6, heaviest: ['post:5 6'] },
    ]);
  });
});
