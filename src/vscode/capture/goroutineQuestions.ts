import * as vscode from 'vscode';
import { type CaptureTarget, parseCaptureTarget } from '../../capture/captureTarget';
import type { Repetition } from '../../capture/repeatCapture';
import { type AskedThere, addressProblem, addressPrompt } from './captureQuestions';
import { askSteps, askText, back, type InputStep } from './inputSteps';

export interface WatchPlan extends Repetition {
  readonly target: CaptureTarget;
}

/** Asks for the address alone; null when cancelled. Which profile the address names does not matter. */
export async function askTarget(
  title: string,
  address: string,
  asks: AskedThere = 'profiles',
): Promise<CaptureTarget | null> {
  const answers = await askSteps(title, [addressStepOf(asks)], { ...unanswered, address });
  return answers === null ? null : parseCaptureTarget(answers.address);
}

/** Asks for address, number of captures, and the time between them; null when cancelled. */
export async function askWatchPlan(address: string): Promise<WatchPlan | null> {
  const title = vscode.l10n.t('Watch Goroutines');
  const answers = await askSteps(title, [addressStepOf('profiles'), timesStep, everyStep], {
    ...unanswered,
    address,
  });
  if (answers === null) return null;
  const { times, everySeconds } = answers;
  return { target: parseCaptureTarget(answers.address), times, everySeconds };
}

interface Answers extends Repetition {
  readonly address: string;
}

/** Three tell growth from a wave; ten seconds are enough for a leak of a few a second. */
const unanswered: Answers = { address: '', times: 3, everySeconds: 10 };
const mostTimes = 100;
const longestSeconds = 3600;

function addressStepOf(asks: AskedThere): InputStep<Answers> {
  return {
    applies: () => true,
    ask: async (answers, place) => {
      const question = {
        prompt: addressPrompt(asks),
        value: answers.address,
        placeholder: 'localhost:6060',
        problem: addressProblem,
      };
      const address = await askText(question, place);
      return address === null || address === back ? address : { ...answers, address };
    },
  };
}

const timesStep: InputStep<Answers> = {
  applies: () => true,
  ask: async (answers, place) => {
    const question = {
      prompt: vscode.l10n.t('How many times to capture (2 to {most})', { most: mostTimes }),
      value: String(answers.times),
      problem: numberProblem(2, mostTimes),
    };
    const text = await askText(question, place);
    return text === null || text === back ? text : { ...answers, times: Number(text) };
  },
};

const everyStep: InputStep<Answers> = {
  applies: () => true,
  ask: async (answers, place) => {
    const question = {
      prompt: vscode.l10n.t('How many seconds from one capture to the next (1 to {most})', {
        most: longestSeconds,
      }),
      value: String(answers.everySeconds),
      problem: numberProblem(1, longestSeconds),
    };
    const text = await askText(question, place);
    return text === null || text === back ? text : { ...answers, everySeconds: Number(text) };
  },
};

function numberProblem(least: number, most: number): (text: string) => string | null {
  return (text) => {
    const value = Number(text);
    return Number.isInteger(value) && value >= least && value <= most
      ? null
      : vscode.l10n.t('A whole number from {least} to {most}.', { least, most });
  };
}
