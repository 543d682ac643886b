import { formatMinutes, formatNanos } from '../../src/base/units';
import type { DumpFacts, GoroutineReport } from '../../src/model/goroutineReport';
import type { Crash } from '../../src/model/goroutines';
import { formatInteger, formatTime, t } from '../strings';
import { changeName, formName, goroutinesText, groupsText } from './texts';

/** What stands in the header's one line, most telling first. `report`: null while it is made. */
export function dumpFacts(facts: DumpFacts, report: GoroutineReport | null): readonly string[] {
  return [
    countText(facts, report),
    longestWait(report),
    signalOf(facts.crash),
    facts.timeMs === null ? '' : formatTime(facts.timeMs),
  ].filter((fact) => fact !== '');
}

/** What is missing from the text, each a plain sentence. */
export function damageOf(facts: DumpFacts): readonly string[] {
  const { isTruncated, missing, skippedLines } = facts;
  const sentences: string[] = [];
  if (missing !== null && missing > 0) {
    sentences.push(
      isTruncated
        ? t('Truncated: {missing} of {total} goroutines are not in the text.', counts(facts))
        : t('{missing} of {total} goroutines are not in the text.', counts(facts)),
    );
  } else if (isTruncated) {
    sentences.push(
      t(
        'Truncated: the text ends in the middle of a goroutine, so some are missing; nobody knows how many. Go cuts debug=2 at 64 MiB; debug=1 has them all.',
      ),
    );
  } else if (missing === null) {
    sentences.push(t('Cut off: some goroutines are missing; nobody knows how many.'));
  }
  if (skippedLines > 0) {
    sentences.push(
      skippedLines === 1
        ? t('1 line was skipped: it is no part of a goroutine.')
        : t('{count} lines were skipped: they are no part of a goroutine.', {
            count: formatInteger(skippedLines),
          }),
    );
  }
  return sentences;
}

/** Short names of the same, for one line: `truncated`, `1,204 missing`. */
export function damageBadge(facts: DumpFacts): string {
  const { isTruncated, missing, skippedLines } = facts;
  if (missing !== null && missing > 0) return t('{count} missing', { count: formatInteger(missing) });
  if (isTruncated) return t('truncated');
  if (missing === null) return t('cut off');
  return skippedLines === 1
    ? t('1 line skipped')
    : t('{count} lines skipped', { count: formatInteger(skippedLines) });
}

/** What a comparison is between: `312 → 1,204 goroutines, 5.00 min apart`. Names of dumps are long: its tab tells them. */
export function comparedText({ comparison }: GoroutineReport): string {
  if (!comparison) return '';
  const { dumps } = comparison;
  const totals = dumps.map(({ total }) => formatInteger(total));
  const shown =
    totals.length <= 5
      ? totals
      : [totals[0]!, t('{count} dumps', { count: formatInteger(totals.length - 2) }), totals.at(-1)!];
  const from = dumps[0]?.timeMs ?? null;
  const to = dumps.at(-1)?.timeMs ?? null;
  const apart = from !== null && to !== null && to !== from ? formatNanos(Math.abs(to - from) * 1e6) : '';
  const counts = shown.join(' → ');
  if (apart === '') return t('Compared: {counts} goroutines', { counts });
  return dumps.length === 2
    ? t('Compared: {counts} goroutines, {time} apart', { counts, time: apart })
    : t('Compared: {counts} goroutines over {time}', { counts, time: apart });
}

/** What became of groups: `groups: 1 grown, 5 new, 2 gone`. '' without a comparison. */
export function changedText({ comparison }: GoroutineReport): string {
  if (!comparison) return '';
  const changes = (['grown', 'new', 'shrunk', 'gone'] as const).flatMap((kind) => {
    const count = comparison.change.filter((change) => change === kind).length;
    return count === 0 ? [] : [`${formatInteger(count)} ${changeName(kind)}`];
  });
  if (changes.length === 0) return t('no group changed');
  return t('groups: {changes}', { changes: changes.join(', ') });
}

/** A line for each dump that is compared: which it is, and how many goroutines it has. */
export function comparedDumps({ comparison }: GoroutineReport): readonly string[] {
  return (comparison?.dumps ?? []).map(({ name, total }) => `${name}: ${goroutinesText(total)}`);
}

/** Whether the program ended with it; a dump that was asked for by a signal is no crash. */
export function isCrash(crash: Crash | null): boolean {
  return crash !== null && !(crash.kind === 'signal' && /^SIG(QUIT|ABRT)\b/.test(crash.text));
}

function countText({ parsed }: DumpFacts, report: GoroutineReport | null): string {
  if (!report) return goroutinesText(parsed);
  let groups = 0;
  for (const count of report.groups.count) if (count > 0) groups++;
  return t('{goroutines} in {groups}', { goroutines: goroutinesText(parsed), groups: groupsText(groups) });
}

function longestWait(report: GoroutineReport | null): string {
  if (!report) return '';
  let longest = -1;
  for (const minutes of report.groups.maxWaitMinutes) longest = Math.max(longest, minutes);
  return longest < 0 ? '' : t('longest wait ≥ {time}', { time: formatMinutes(longest) });
}

function signalOf(crash: Crash | null): string {
  return crash && !isCrash(crash) ? crash.text : '';
}

/** What the page is called: what kind of text it is. */
export function dumpName(facts: DumpFacts): string {
  return isCrash(facts.crash) ? t('Crash') : formName(facts.form, facts.onlyLeaked);
}

function counts({ missing, total }: DumpFacts) {
  return {
    missing: formatInteger(missing ?? 0),
    total: total === null ? '?' : formatInteger(total),
  };
}
