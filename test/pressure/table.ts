import { type ForecastCase, summarizeForecasts } from './forecasts';
import { kindsOfEvidence, type Raised, severities } from './judge';
import type { ModeCase } from './modes';

export interface Outcome {
  readonly mode: ModeCase;
  readonly raised: readonly Raised[];
  readonly forecasts: readonly ForecastCase[];
}

export const soakHeading = '## Ten minutes of each';

/** Modes against rules after a minute. No time that was measured: what is here is the same each time. */
export function minuteTable(outcomes: readonly Outcome[]): string {
  const rules = rulesOf(outcomes.map(({ mode }) => mode));
  return [
    '# What the pressure program is found to have',
    '',
    'Written by `npm run test:pressure`, which runs the program (`test/fixtures/programs/pressure`) for a minute in each mode, watches',
    'it as `heaplens watch` does, keeps its GC trace and takes stacks three times. A cell is the most that was said, by a rule that is',
    'meant for the mode, and the time within which each evidence has to have said it; an empty cell says that the rule was silent. No',
    'other rule says more than information of any mode. Long pauses (C8) are the machine’s, and left out.',
    '',
    ...tableLines([
      ['Mode', 'Flags', ...rules.map((rule) => `[${rule}](../../media/rules/${rule}.md)`)],
      ...outcomes.map(({ mode, raised }) => [
        mode.name,
        `\`${mode.args.join(' ')}\``,
        ...rules.map((rule) => cellOf(mode, raised, rule)),
      ]),
    ]),
    '',
  ].join('\n');
}

/** Rules that any mode is meant to raise, as they are numbered. */
function rulesOf(modes: readonly ModeCase[]): string[] {
  const rules = new Set(modes.flatMap(({ raises }) => raises.map(({ rule }) => rule)));
  return [...rules].sort((a, b) => a[0]!.localeCompare(b[0]!) || Number(a.slice(1)) - Number(b.slice(1)));
}

function cellOf({ raises }: ModeCase, raised: readonly Raised[], rule: string): string {
  const expected = raises.filter((one) => one.rule === rule && one.within.minute !== undefined);
  if (expected.length === 0) return '';
  const worst = Math.max(
    ...raised.filter((one) => one.rule === rule).map(({ severity }) => severities.indexOf(severity)),
  );
  const meant = expected.find(({ severity }) => severities.indexOf(severity) === worst);
  return meant ? `${meant.severity}, ${meant.within.minute} s` : 'not as meant';
}

/** What ten minutes gave: when each rule was raised, and what forecasts were worth. */
export function soakTable(
  outcomes: readonly Outcome[],
  { seconds, everySeconds, isBusy }: { seconds: number; everySeconds: number; isBusy: boolean },
): string {
  return [
    soakHeading,
    '',
    `Written by \`npm run soak\`: ${seconds / 60} minutes of each mode, what grows ten times as slowly at a limit and four times elsewhere, judged`,
    `every ${everySeconds} s with what was known by then. Seconds are those after which a rule was first raised, by each evidence.`,
    ...(isBusy
      ? [
          'More wanted to run on the machine than it has processors: assists (C3) are not held against a mode.',
        ]
      : []),
    '',
    ...tableLines([
      ['Mode', 'Flags', 'Watch', 'GC trace', 'Stacks'],
      ...outcomes.map(({ mode, raised }) => [
        mode.name,
        `\`${(mode.soakArgs ?? mode.args).join(' ')}\``,
        ...kindsOfEvidence.map((kind) =>
          raised
            .filter((one) => one.of === kind)
            .map(({ rule, severity, seconds: at }) => `${rule} ${severity} ${Math.round(at)} s`)
            .join('<br>'),
        ),
      ]),
    ]),
    '',
    '### Forecasts held against what came',
    '',
    `Every ${everySeconds} s a forecast was asked for with what was known by then. The true time is that at which a sample first had a live heap of`,
    'GOMEMLIMIT; moments go on to a tenth of the whole time before it. The error is |foretold − true| ÷ the true remaining time. Where nothing',
    'grows a limit of 512 MiB is given, and silence is right. Intervals hold 90 of 100 cases of the series’ own past; close to the limit marking',
    'hardly ends and what is allocated meanwhile counts as alive, so that the limit comes a little sooner than by growth alone.',
    '',
    ...forecastRows(outcomes),
    '',
  ].join('\n');
}

/** A Markdown table of what forecasts were worth. */
export function forecastRows(outcomes: readonly Outcome[]): string[] {
  return tableLines([
    ['Series', 'Moments', 'Silent', 'Error, median', 'Error, p90', 'Within its interval'],
    ...outcomes
      .filter(({ mode }) => mode.forecast !== undefined)
      .map(({ mode, forecasts }) => {
        const { cases, silent, medianError, p90Error, within } = summarizeForecasts(forecasts);
        const spoken = cases - silent;
        return [
          mode.name,
          String(cases),
          `${silent} (${percent(silent / cases)})${mode.forecast === 'silent' ? ', as is right' : ''}`,
          percent(medianError),
          percent(p90Error),
          spoken === 0 ? '–' : `${within} of ${spoken}`,
        ];
      }),
  ]);
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${Math.round(share * 100)} %`;
}

/** A Markdown table with its columns aligned, as the formatter leaves it. */
function tableLines([head, ...rows]: readonly (readonly string[])[]): string[] {
  const widths = head!.map((_, column) =>
    Math.max(3, ...[head!, ...rows].map((cells) => cells[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head!), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
