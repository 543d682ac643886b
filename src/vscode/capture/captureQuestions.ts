import * as vscode from 'vscode';
import { MessageError } from '../../base/message';
import { type CaptureKind, dumpKind } from '../../capture/captureName';
import {
  type CaptureQuery,
  type CaptureTarget,
  leakKind,
  parseCaptureTarget,
  standardKinds,
} from '../../capture/captureTarget';
import { messageOf, translate } from '../translate';
import { askChoice, askSteps, askText, back, type Choice, type InputStep } from './inputSteps';
import { whereLocalhostIs } from './whoseLocalhost';

export interface CapturePlan {
  readonly target: CaptureTarget;
  readonly query: CaptureQuery;
}

/** Asks for address, kind, and what the kind needs; what the address says already is not asked. Null when cancelled. */
export async function askCapturePlan(address: string): Promise<CapturePlan | null> {
  const title = vscode.l10n.t('Capture Profile');
  const answers = await askSteps(title, steps, {
    address,
    target: null,
    kind: null,
    mode: null,
    seconds: null,
  });
  return answers === null ? null : planOf(answers);
}

/** For other questions about an address. */
export function addressProblem(text: string): string | null {
  try {
    parseCaptureTarget(text);
    return null;
  } catch (error) {
    if (error instanceof MessageError) return translate(messageOf(error));
    throw error;
  }
}

/** What is read at an address. */
export type AskedThere = 'profiles' | 'memory';

/** What an address prompt says about localhost, and about what is asked there. */
export function addressPrompt(asks: AskedThere = 'profiles'): string {
  const place = whereLocalhostIs();
  const where =
    place === null
      ? vscode.l10n.t('Address of the Go program, for example localhost:6060.')
      : vscode.l10n.t(
          'Address of the Go program, for example localhost:6060 ({place}, where Heaplens runs).',
          {
            place,
          },
        );
  const what =
    asks === 'profiles'
      ? vscode.l10n.t('/debug/pprof/ is added.')
      : vscode.l10n.t('Its /metrics, /debug/vars or heap profile is read, whichever costs least.');
  return `${where} ${what}`;
}

interface Answers {
  readonly address: string;
  readonly target: CaptureTarget | null;
  readonly kind: CaptureKind | null;
  readonly mode: Mode | null;
  readonly seconds: number | null;
}

/** What of the profile: all that was counted so far, the same after a collection, or what happens from now on. */
type Mode = 'all' | 'gc' | 'delta';

const defaultSeconds = 10;
const longestSeconds = 3600;

const steps: readonly InputStep<Answers>[] = [
  {
    applies: () => true,
    ask: async (answers, place) => {
      const address = await askText(
        {
          prompt: addressPrompt(),
          value: answers.address,
          placeholder: 'localhost:6060',
          problem: addressProblem,
        },
        place,
      );
      if (address === null || address === back) return address;
      const target = parseCaptureTarget(address);
      return { address, target, kind: target.kind, mode: modeOf(target), seconds: target.seconds };
    },
  },
  {
    applies: ({ target }) => target?.kind === null,
    ask: async (answers, place) => {
      const kind = await askChoice(
        vscode.l10n.t('What to capture'),
        kindChoices(),
        place,
        answers.kind ?? 'heap',
      );
      return kind === null || kind === back ? kind : { ...answers, kind };
    },
  },
  {
    applies: ({ kind, target }) => modeChoices(kind).length > 0 && modeOf(target) === null,
    ask: async (answers, place) => {
      const choices = modeChoices(answers.kind);
      const mode = await askChoice(
        vscode.l10n.t('What it shall show'),
        choices,
        place,
        answers.mode ?? 'all',
      );
      return mode === null || mode === back ? mode : { ...answers, mode };
    },
  },
  {
    applies: ({ kind, mode, target }) => (kind === 'cpu' || mode === 'delta') && target?.seconds === null,
    ask: async (answers, place) => {
      const text = await askText(
        {
          prompt: vscode.l10n.t('How many seconds the program shall record (1 to {most})', {
            most: longestSeconds,
          }),
          value: String(answers.seconds ?? defaultSeconds),
          problem: secondsProblem,
        },
        place,
      );
      return text === null || text === back ? text : { ...answers, seconds: Number(text) };
    },
  },
];

function planOf({ target, kind, mode, seconds }: Answers): CapturePlan {
  const records = kind === 'cpu' || mode === 'delta';
  return {
    target: target!,
    query: { kind: kind!, seconds: records ? (seconds ?? defaultSeconds) : undefined, gc: mode === 'gc' },
  };
}

/** What the address itself asks for; null where it leaves the question open. */
function modeOf(target: CaptureTarget | null): Mode | null {
  if (target === null || target.kind === null) return null;
  if (target.seconds !== null) return 'delta';
  return target.gc === null ? null : target.gc ? 'gc' : 'all';
}

function secondsProblem(text: string): string | null {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= longestSeconds
    ? null
    : vscode.l10n.t('A whole number from 1 to {most}.', { most: longestSeconds });
}

function kindChoices(): Choice<CaptureKind>[] {
  const details: Readonly<Record<(typeof standardKinds)[number], string>> = {
    heap: vscode.l10n.t('memory in use, and all allocations since the start'),
    allocs: vscode.l10n.t('the same data, allocations first'),
    cpu: vscode.l10n.t('where the processor time goes, recorded for some seconds'),
    goroutine: vscode.l10n.t('where all goroutines are now, equal stacks counted'),
    block: vscode.l10n.t('waiting for channels, locks and the like; needs runtime.SetBlockProfileRate'),
    mutex: vscode.l10n.t('holding locks that others wait for; needs runtime.SetMutexProfileFraction'),
    threadcreate: vscode.l10n.t('what made new system threads'),
  };
  const choices = standardKinds.map(
    (kind): Choice<CaptureKind> => ({
      label: kind,
      description: details[kind],
      value: kind,
    }),
  );
  const goroutine = standardKinds.indexOf('goroutine');
  const dump = {
    label: dumpKind,
    description: vscode.l10n.t('all stacks with state, waiting time and creator (debug=2)'),
    value: dumpKind,
  };
  const leaks = {
    label: leakKind,
    description: vscode.l10n.t('goroutines that can never go on; Go 1.27, or 1.26 with an experiment'),
    value: leakKind,
  };
  return [...choices.slice(0, goroutine), dump, choices[goroutine]!, leaks, ...choices.slice(goroutine + 1)];
}

function modeChoices(kind: CaptureKind | null): Choice<Mode>[] {
  const delta: Choice<Mode> = {
    label: vscode.l10n.t('The next seconds'),
    description: vscode.l10n.t('the difference between now and then'),
    value: 'delta',
  };
  switch (kind) {
    case 'heap':
      return [
        {
          label: vscode.l10n.t('As it is'),
          description: vscode.l10n.t('the state at the last garbage collection'),
          value: 'all',
        },
        {
          label: vscode.l10n.t('Collect garbage first'),
          description: vscode.l10n.t('gc=1: only what is reachable now counts as in use'),
          value: 'gc',
        },
        delta,
      ];
    case 'allocs':
    case 'block':
    case 'mutex':
      return [{ label: vscode.l10n.t('All since the program started'), value: 'all' }, delta];
    default:
      return [];
  }
}
