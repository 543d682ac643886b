import { type Message, message } from '../../base/message';
import { formatCount } from '../../base/units';
import { bytesText, conclude, evidence } from './conclude';
import { type Rule, thresholdOf } from './rule';
import { longestOf, spanOf, stretchesWhere } from './stretches';

/** H8. Very many objects, or many tiny ones: what a collection costs grows with objects and pointers, not with bytes. */
export const manyObjects: Rule = {
  id: 'H8',
  title: message('rule.H8.title', 'Very many heap objects'),
  severity: 'warning',
  needs: ['memStats'],
  thresholds: {
    minObjects: { value: 50_000_000, unit: 'objects', least: 1 },
    minTinyObjects: { value: 10_000_000, unit: 'objects', least: 1 },
    maxTinyBytes: { value: 32, unit: 'bytes', least: 1 },
  },
  evaluate: (context) => {
    const minObjects = thresholdOf(context, manyObjects, 'minObjects');
    const minTinyObjects = thresholdOf(context, manyObjects, 'minTinyObjects');
    const maxTinyBytes = thresholdOf(context, manyObjects, 'maxTinyBytes');
    const stretches = stretchesWhere(
      context,
      ['HeapObjects', 'HeapAlloc'],
      ({ HeapObjects, HeapAlloc }, row) => {
        const objects = HeapObjects[row]!;
        const isTiny = objects > minTinyObjects && HeapAlloc[row]! < maxTinyBytes * objects;
        return objects > minObjects || isTiny ? objects : null;
      },
    );
    const longest = longestOf(stretches);
    if (!longest) return [];
    const { HeapObjects, HeapAlloc } = longest.worst;
    const each = HeapAlloc / HeapObjects;
    const isMany = HeapObjects > minObjects;
    return [
      conclude(manyObjects, {
        severity: 'warning',
        confidence: 'likely',
        message: saying(isMany, {
          objects: formatCount(HeapObjects),
          each: bytesText(Math.round(each)),
          alloc: bytesText(HeapAlloc),
        }),
        advice,
        evidence: [
          evidence(
            message('evidence.objects', 'Heap objects'),
            HeapObjects,
            'objects',
            isMany ? minObjects : minTinyObjects,
          ),
          evidence(
            message('evidence.objectBytes', 'Bytes of an object, on average'),
            each,
            'bytes',
            isMany ? null : maxTinyBytes,
          ),
        ],
        span: spanOf(context, longest),
        times: stretches.length,
      }),
    ];
  },
  unjudged: () => null,
};

function saying(isMany: boolean, args: Message['args']): Message {
  return isMany
    ? message(
        'rule.H8.message',
        '{objects} heap objects, {each} each on average: marking has to visit every one that has pointers or is pointed to.',
        args,
      )
    : message(
        'rule.H8.tiny',
        '{objects} heap objects of {each} each on average: tiny ones cost a collection more than their {alloc} suggest.',
        args,
      );
}

const advice = message(
  'rule.H8.advice',
  'Prefer slices of values to slices of pointers, indices to pointers, and maps whose keys and values hold no pointers: the collector does not look into what has none. Sort a heap profile by inuse_objects to see where they come from.',
);
