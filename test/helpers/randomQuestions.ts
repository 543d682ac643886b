import fc from 'fast-check';
import type { Question } from '../../src/model/question';
import type { ProfileSketch, SampleSketch } from './profileSketch';

/*
 * Small profiles and questions in which things happen: few names, so that expressions match, frames recur and stacks share
 * their ends; inlined calls, locations without lines, empty stacks, labels with several values and in several units.
 */

const names = [
  'main.main',
  'main.Map[go.shape.int]',
  'main.Map[...]',
  'net/http.(*conn).serve',
  'runtime.gc',
  '.x',
];
const frame = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom('a.go', 'lib/b.go'), fc.integer({ min: 1, max: 2 }))
  .map(([name, file, line]) => `${name} ${file}:${line}`);
const location = fc.oneof(
  { weight: 6, arbitrary: frame },
  { weight: 2, arbitrary: fc.array(frame, { minLength: 2, maxLength: 3 }).map((list) => list.join(' | ')) },
  { weight: 1, arbitrary: fc.constantFrom('0x10@/bin/main', '0x20@/lib/x.so', '0x30') },
);
const number = fc.tuple(
  fc.constantFrom(0, 1, 128, 1024, 1152, 1 << 20, -5),
  fc.constantFrom('', 'bytes', 'kb', 'ms', 'things'),
);
const label = fc.tuple(
  fc.constantFrom('bytes', 'user', 'id', 'request'),
  fc.oneof(fc.constantFrom('ann', 'bob', '128kb', 'x,y'), number),
);

const sample = (value: fc.Arbitrary<number>): fc.Arbitrary<SampleSketch> =>
  fc.record({
    stack: fc.array(location, { maxLength: 6 }),
    values: fc.tuple(value),
    labels: fc.array(label, { maxLength: 3 }),
  });

export function sketches(value = fc.integer({ min: 0, max: 100 })): fc.Arbitrary<ProfileSketch> {
  return fc.record({
    types: fc.constant(['n/count']),
    samples: fc.array(sample(value), { minLength: 1, maxLength: 12 }),
  });
}

const expression = fc.constantFrom(
  ...[
    '',
    '.',
    'main',
    'Map',
    'serve',
    'runtime',
    'b\\.go',
    'x\\.so',
    '^$',
    '^main\\.main$',
    '\\[',
    'http\\.$',
  ],
  ...['ann', 'bytes', 'absent', '[ab]$', 'user|id'],
);
const tagExpression = fc.constantFrom(
  ...[
    '',
    'ann',
    'user=ann',
    'user=a,b',
    'ann,128kb',
    '128kb',
    ':1kb',
    '1kb:',
    '128b:1mb',
    'bytes=1kb:',
    'id=:5',
  ],
  ...['1:1000', '-5:', '1ms', 'user=', '=ann', 'request=1024', '1things:200things', '128kb:1ms'],
);
const keys = fc.constantFrom('', 'user', 'bytes', 'id,bytes', 'absent', 'user,absent', ',');

/** Each option is asked now and then, so that a question has a few. */
const now = (values: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: values });

export function questions(): fc.Arbitrary<Question> {
  return fc.record({
    focus: now(expression),
    ignore: now(expression),
    hide: now(expression),
    show: now(expression),
    showFrom: now(expression),
    pruneFrom: now(expression),
    tagFocus: now(tagExpression),
    tagIgnore: now(tagExpression),
    tagShow: now(expression),
    tagHide: now(expression),
    tagRoot: now(keys),
    tagLeaf: now(keys),
    noInlines: fc.boolean(),
    foldTypes: fc.boolean(),
  });
}
