import assert from 'node:assert/strict';
import { choicesOf, completeFilter } from '../../../../webview/goroutines/completeFilter';
import { sketchFinding, sketchReport } from '../../../helpers/groupSketch';

const report = sketchReport(
  [
    {
      count: 40,
      state: 'select',
      class: 'select',
      stack: ['main.wait /src/main.go:1'],
      creator: 'main.serve /src/main.go:9',
    },
    { count: 30, state: 'chan send', stack: ['main.send /src/send.go:2', 'main.wait /src/main.go:1'] },
    { count: 2, state: 'chan receive', stack: ['main.got /src/send.go:3'] },
  ],
  [sketchFinding('G4', [0], 'main.wait /src/main.go:1')],
);
const choices = choicesOf(report);

const complete = (line: string, caret = line.length) => completeFilter(line, caret, choices);
const labels = (line: string) => complete(line).items.map(({ label }) => label);

describe('completing a filter', () => {
  it('offers fields, those that begin so first', () => {
    assert.deepEqual(labels('').slice(0, 3), ['state:', 'class:', 'wait:']);
    assert.deepEqual(labels('cr'), ['created:']);
    assert.deepEqual(labels('-fu'), ['-func:']);
    assert.deepEqual(labels('store.go'), []);
    assert.equal(complete('wa').preselected, -1, 'Enter takes the word as it stands');
  });

  it('offers what a field has in this dump, most goroutines first', () => {
    assert.deepEqual(labels('state:'), ['select', 'chan send', 'chan receive']);
    assert.deepEqual(labels('state:chan'), ['chan send', 'chan receive']);
    assert.deepEqual(labels('func:'), ['main.wait', 'main.send', 'main.got']);
    assert.deepEqual(labels('at:send'), ['send.go:2', 'send.go:3']);
    assert.deepEqual(labels('created:'), ['main.serve']);
    assert.deepEqual(labels('rule:'), ['G4']);
    assert.deepEqual(labels('is:'), ['user', 'locked', 'leaked', 'durable']);
    assert.equal(complete('class:').items[0]!.detail, 'select · 40 goroutines');
  });

  it('completes the last of a list with what is not in it', () => {
    const found = complete('class:select,');
    assert.deepEqual(
      found.items.map(({ text }) => text),
      ['class:select,channel'],
    );
  });

  it('puts values into quotes where they need them, and replaces the term at the caret', () => {
    const { from, to, items } = complete('a state:ch b', 10);
    assert.deepEqual([from, to, items[0]!.text], [2, 10, 'state:"chan send"']);
  });

  it('says what a field means', () => {
    assert.match(complete('wait:').hint, /^wait: waiting for that long/);
  });
});
