import type { Severity } from '../../src/model/finding';
import type { KindOfEvidence } from './judge';

/** The program in one kind of health, and what has to be said of it. Written by hand: what each mode does is known. */
export interface ModeCase {
  readonly name: string;
  readonly args: readonly string[];
  /** Instead of `args` where it runs for ten minutes: what grows does so ten times as slowly. */
  readonly soakArgs?: readonly string[];
  readonly raises: readonly Expected[];
  /** What may be told besides, as information. Long pauses (C8) may be told of everything: they are the machine's. */
  readonly mayTell?: readonly string[];
  /** What follows from what is meant where processors are short: said or not, as the machine goes. */
  readonly mayRaise?: readonly string[];
  /** Those of one batch run at the same time: all at once are too much for two processors. */
  readonly batch: 0 | 1;
  /**
   * reaches   the live heap comes to GOMEMLIMIT while it is watched: forecasts before are held against that time
   * silent    nothing grows: whatever the limit, no forecast is right
   */
  readonly forecast?: 'reaches' | 'silent';
}

export interface Expected {
  readonly rule: string;
  readonly severity: Severity;
  /** Each of them has to say so by itself. */
  readonly of: readonly KindOfEvidence[];
  /** Seconds since the watch began; not expected in the form that has none. */
  readonly within: { readonly minute?: number; readonly soak?: number };
}

const both = ['watch', 'trace'] as const;

function always(seconds: number): Expected['within'] {
  return { minute: seconds, soak: seconds };
}

/** What a late tick makes up for is a peak: where much is allocated it leaves idle heap behind. */
const lateTicks = ['H3', 'H4'];

/** At the limit whoever allocates marks, too: whether more than the collector's own workers do hangs on how busy the machine is. */
const atLimit = ['C3'];

/** A leak that comes to its limit: the growth is seen first, then that collecting does not help any more. */
const leakAtLimit: readonly Expected[] = [
  { rule: 'H1', severity: 'warning', of: both, within: { minute: 45, soak: 180 } },
  { rule: 'H1', severity: 'error', of: both, within: { soak: 240 } },
  { rule: 'C4', severity: 'error', of: both, within: { minute: 60, soak: 540 } },
  { rule: 'C2', severity: 'warning', of: both, within: { minute: 60, soak: 560 } },
];

export const modeCases: readonly ModeCase[] = [
  { name: 'healthy', args: ['-mode', 'healthy'], raises: [], batch: 0, forecast: 'silent' },
  {
    name: 'leak',
    args: ['-mode', 'leak'],
    soakArgs: ['-mode', 'leak', '-growth', '0.5'],
    raises: [
      { rule: 'H1', severity: 'warning', of: both, within: { minute: 45, soak: 150 } },
      { rule: 'H1', severity: 'error', of: both, within: { soak: 200 } },
    ],
    batch: 0,
  },
  {
    name: 'churn',
    args: ['-mode', 'churn'],
    raises: [{ rule: 'C2', severity: 'warning', of: both, within: always(20) }],
    mayTell: lateTicks,
    batch: 0,
    forecast: 'silent',
  },
  {
    name: 'goroutines',
    args: ['-mode', 'goroutines'],
    raises: [
      { rule: 'G17', severity: 'warning', of: ['dumps'], within: { minute: 20, soak: 110 } },
      { rule: 'G5', severity: 'warning', of: ['dumps'], within: { minute: 40, soak: 310 } },
      { rule: 'G5', severity: 'error', of: ['dumps'], within: { minute: 60, soak: 550 } },
    ],
    batch: 0,
  },
  {
    name: 'thrash',
    args: ['-mode', 'thrash'],
    raises: [
      { rule: 'C4', severity: 'error', of: both, within: always(30) },
      { rule: 'C2', severity: 'warning', of: both, within: always(30) },
    ],
    mayRaise: atLimit,
    batch: 1,
  },
  {
    name: 'spike',
    args: ['-mode', 'spike'],
    raises: [
      { rule: 'H3', severity: 'info', of: ['watch'], within: always(30) },
      { rule: 'H4', severity: 'info', of: ['watch'], within: always(30) },
    ],
    batch: 1,
    forecast: 'silent',
  },
  {
    name: 'nongo',
    args: ['-mode', 'nongo'],
    raises: [{ rule: 'H5', severity: 'warning', of: ['watch'], within: always(10) }],
    batch: 0,
  },
  {
    name: 'fragmented',
    args: ['-mode', 'healthy', '-base', '64', '-fragmentation', '0.75'],
    raises: [{ rule: 'H2', severity: 'warning', of: ['watch'], within: always(40) }],
    batch: 0,
  },
  {
    name: 'leak to a limit, slow',
    args: ['-mode', 'leak', '-requests', '60', '-growth', '4', '-limit', '224'],
    soakArgs: ['-mode', 'leak', '-requests', '60', '-growth', '0.4', '-limit', '224'],
    raises: leakAtLimit,
    mayRaise: atLimit,
    mayTell: lateTicks,
    batch: 0,
    forecast: 'reaches',
  },
  {
    name: 'leak to a limit, slow, fragmented',
    args: ['-mode', 'leak', '-requests', '60', '-growth', '4', '-limit', '224', '-fragmentation', '0.5'],
    soakArgs: [
      '-mode',
      'leak',
      '-requests',
      '60',
      '-growth',
      '0.4',
      '-limit',
      '224',
      '-fragmentation',
      '0.5',
    ],
    raises: leakAtLimit,
    mayRaise: atLimit,
    mayTell: lateTicks,
    batch: 1,
    forecast: 'reaches',
  },
  {
    name: 'leak to a limit, fast',
    args: ['-mode', 'leak', '-requests', '60', '-growth', '8', '-limit', '384'],
    soakArgs: ['-mode', 'leak', '-requests', '60', '-growth', '0.8', '-limit', '384'],
    raises: leakAtLimit,
    mayRaise: atLimit,
    mayTell: lateTicks,
    batch: 1,
    forecast: 'reaches',
  },
  {
    name: 'leak to a limit, fast, fragmented',
    args: ['-mode', 'leak', '-requests', '60', '-growth', '8', '-limit', '384', '-fragmentation', '0.5'],
    soakArgs: [
      '-mode',
      'leak',
      '-requests',
      '60',
      '-growth',
      '0.8',
      '-limit',
      '384',
      '-fragmentation',
      '0.5',
    ],
    raises: leakAtLimit,
    mayRaise: atLimit,
    mayTell: lateTicks,
    batch: 1,
    forecast: 'reaches',
  },
];
