import { message } from '../../base/message';
import { formatExact } from '../../base/units';
import { conclude, countOf, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { type Rule, thresholdOf } from './rule';
import { type Scene, type SceneGroup, sceneOf } from './scene';

const readLoop = 'net/http.(*persistConn).readLoop';
const writeLoop = 'net/http.(*persistConn).writeLoop';

/**
 * G7. A connection's readLoop waits in a select (not in a read) while a response was handed out and its body is neither read to
 * the end nor closed. Idle connections wait in a read, so they are not counted.
 */
export const httpBody: Rule = {
  id: 'G7',
  title: message('rule.G7.title', 'Unclosed HTTP response body'),
  severity: 'warning',
  needs: [],
  thresholds: {
    minConnections: { value: 20, unit: 'goroutines', least: 2 },
    minAbandoned: { value: 5, unit: 'goroutines', least: 2 },
    maxDifference: { value: 0.2, unit: 'share', least: 0 },
  },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const readers = scene.groups.filter(({ frames }) => frames[0]?.func === readLoop);
    const writers = scene.groups.filter(({ frames }) => frames[0]?.func === writeLoop);
    const count = countOf(readers);
    const minConnections = thresholdOf(context, httpBody, 'minConnections');
    const minAbandoned = thresholdOf(context, httpBody, 'minAbandoned');
    const maxDifference = thresholdOf(context, httpBody, 'maxDifference');
    // A connection has one of each. Writers of idle connections wait in a select, too: there may be more of them, hardly fewer.
    if (count < minAbandoned || countOf(writers) < count * (1 - maxDifference)) return [];
    const readings = countOf(scene.groups.filter(mayHaveResponse));
    const isLikely = readings === 0 || (count >= minConnections && count > 2 * readings);
    const groups = [...readers, ...writers];
    return [
      conclude(httpBody, {
        severity: isLikely ? 'warning' : 'info',
        confidence: isLikely ? 'likely' : 'suspicious',
        groups,
        message: message(
          'rule.G7.message',
          '{count} HTTP client connections ({share} of all goroutines with their writers){since} hold a response whose body is neither closed nor read to its end; goroutines that could be at work on one: {readings}. The dump does not have the line that made the requests.',
          { ...numbersOf(scene, groups), count: formatExact(count, ''), readings: formatExact(readings, '') },
        ),
        advice,
        evidence: [
          { ...goroutinesEvidence(count, readings === 0 ? minAbandoned : minConnections), name: connections },
          { ...goroutinesEvidence(readings, null), name: atWork },
          ...minutesEvidence(groups, null),
        ],
        related: bodySites(scene),
      }),
    ];
  },
};

const connections = message('evidence.connections', 'Connections with an open response');
const atWork = message('evidence.atWork', 'Goroutines that may be reading one');

/** Code of somebody that runs or waits and may have a response in hand: not what listens, sleeps or writes this dump. */
function mayHaveResponse({ topUser, writesDump, frames, className }: SceneGroup): boolean {
  if (writesDump || className === 'runtime') return false;
  if (frames.some(({ func }) => isResponseInUse.test(func))) return true;
  return topUser >= 0 && className !== 'nilChannel' && className !== 'forever' && className !== 'sleep';
}

const isResponseInUse =
  /^net\/http\.\(\*(?:bodyEOFSignal|body|persistConn|Transport|Client)\)\.(?:Read|Close|roundTrip|RoundTrip|do|Do|Get|Post)$/;

/** Where the source shows a response that is not closed. */
function bodySites({ context }: Scene) {
  return context.options.sourceFacts
    .filter(({ kind }) => kind === 'bodyNotClosed')
    .slice(0, 10)
    .map(({ file, at }) => ({ role: 'related' as const, func: '', file, line: at }));
}

const advice = message(
  'rule.G7.advice',
  'Call `defer resp.Body.Close()` once the error of the request has been checked, also where the body is not wanted. Closing is what frees the connection; reading to the end only lets it be used again. A new http.Transport for each request leaves connections behind, too.',
);
