import { type Verdict, verdicts } from '../../model/finding';
import type { LoadedDump } from '../overlay/activeProfiles';
import type { FunctionPlace } from '../overlay/annotatedDocuments';
import type { LineMark, MarkLook } from '../overlay/markPainter';
import type { Settings } from '../settings';
import { translate } from '../translate';
import { crowdOf, findingsOf, hasOwnLens, isWorthTelling } from './crowd';
import type { GoroutineSpot } from './goroutineIndex';
import { lensShare } from './goroutineLenses';
import { findingPhrase, markText } from './goroutineText';

/** Of what is normal there is text alone; of the rest the colours that Problems have. */
export const verdictLooks: readonly MarkLook[] = [
  { weight: verdicts.indexOf('suspicious'), color: 'editorInfo.foreground', barWidth: '2px' },
  { weight: verdicts.indexOf('likely'), color: 'editorWarning.foreground', barWidth: '3px' },
  { weight: verdicts.indexOf('certain'), color: 'editorError.foreground', barWidth: '4px' },
];

/** Lines where goroutines stand or were started, with what is likely wrong there by its name. */
export function goroutineMarks(places: readonly FunctionPlace<LoadedDump>[], settings: Settings): LineMark[] {
  const marks = new Map<number, LineMark>();
  for (const place of places) {
    const { index } = place.profile;
    for (const spot of index.spotsOf(place.recorded)) {
      const line = place.lineOf(spot.row);
      const mark = line < 0 ? null : markOf(spot, place.profile, settings);
      if (mark) marks.set(line, joined(marks.get(line), { ...mark, line }));
    }
  }
  return [...marks.values()];
}

function markOf(
  spot: GoroutineSpot,
  { index }: LoadedDump,
  settings: Settings,
): Omit<LineMark, 'line'> | null {
  const { report } = index.dump;
  const crowds = [spot.blocked, spot.created].flatMap((lines) => {
    const crowd = crowdOf(lines, report);
    return crowd && isWorthTelling(crowd, report, settings.lineMarks.minimumShare / 100) ? [crowd] : [];
  });
  const [finding] = findingsOf([spot], report);
  if (crowds.length === 0 && !finding) return null;
  const share = lensShare(settings);
  // What a CodeLens right above says needs no second word.
  const untold = crowds.filter((crowd) => share === null || !hasOwnLens(crowd, report, share));
  const texts = untold.map((crowd) => markText(crowd, translate));
  if (finding) texts.push(translate(findingPhrase(finding, translate)));
  const found: readonly Verdict[] = [
    ...crowds.map(({ verdict }) => verdict),
    ...(finding && spot.findings.length > 0 ? [finding.confidence] : []),
  ];
  return {
    weight: Math.max(0, ...found.map((verdict) => verdicts.indexOf(verdict))),
    text: texts.filter((text) => text !== '').join(' · '),
  };
}

/** Two functions may share a line. */
function joined(known: LineMark | undefined, mark: LineMark): LineMark {
  if (!known) return mark;
  return {
    ...mark,
    weight: Math.max(known.weight, mark.weight),
    text: [known.text, mark.text].filter((text) => text !== '').join(' · '),
  };
}
