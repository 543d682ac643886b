import * as vscode from 'vscode';
import { isAbortError } from '../../base/rpc';
import { dumpKind } from '../../capture/captureName';
import type { CaptureProgress } from '../../capture/pprofClient';
import { type Repeated, type RepetitionProgress, repeatCapture } from '../../capture/repeatCapture';
import { derivedUri } from '../compare/compareCommands';
import { messageOf, showFailure } from '../translate';
import {
  type CaptureRunDeps,
  offerHelp,
  progressText,
  requireTrust,
  shownTarget,
  type TakenCapture,
  takeCapture,
  tellWhere,
  tidyUp,
  withCancelling,
} from './captureRun';
import { tellGoroutines } from './goroutineCount';
import type { WatchPlan } from './goroutineQuestions';

const query = { kind: dumpKind };

/** Captures several dumps of one program and opens their comparison. Every capture is kept, also where it ends early. */
export async function watchGoroutines(plan: WatchPlan, deps: CaptureRunDeps): Promise<void> {
  try {
    requireTrust();
    const { taken, failure } = await takeAll(plan, deps);
    const last = taken.at(-1);
    if (last) {
      tellWhere(last);
      tellGoroutines(query, last);
      await tidyUp(
        last,
        taken.map(({ path }) => path),
      );
    }
    if (failure === null) await openComparison(taken, deps);
    else await tellEarlyEnd(taken, failure, plan, deps);
  } catch (error) {
    showFailure(error);
  }
}

function takeAll(plan: WatchPlan, deps: CaptureRunDeps): Thenable<Repeated<TakenCapture>> {
  const title = vscode.l10n.t('Watching goroutines of {host}', { host: shownTarget(plan) });
  return withCancelling(title, (progress, signal) => {
    let state: RepetitionProgress = { taken: 0, times: plan.times, waitSeconds: 0 };
    const report = (received: CaptureProgress | null) =>
      progress.report({ message: watchText(state, received) });
    const take = async () => {
      const taken = await takeCapture({ target: plan.target, query }, deps, report, signal);
      deps.saved();
      progress.report({ increment: 100 / plan.times });
      return taken;
    };
    const onProgress = (now: RepetitionProgress) => {
      state = now;
      report(null);
    };
    return repeatCapture(plan, take, { signal, onProgress });
  });
}

function watchText(
  { taken, times, waitSeconds }: RepetitionProgress,
  received: CaptureProgress | null,
): string {
  if (waitSeconds > 0) {
    return vscode.l10n.t('{taken} of {times} captured, the next in {seconds} s', {
      taken,
      times,
      seconds: waitSeconds,
    });
  }
  const captured = vscode.l10n.t('{taken} of {times} captured', { taken, times });
  return received === null
    ? captured
    : `${captured}, ${progressText(received.receivedBytes, received.expectedBytes, 0)}`;
}

async function openComparison(taken: readonly TakenCapture[], deps: CaptureRunDeps): Promise<void> {
  const of = taken.map(({ path }) => vscode.Uri.file(path).toString());
  await deps.openProfile(derivedUri({ kind: 'dumps', of }));
}

/** Not awaited by the command: the message may stay for long. */
async function tellEarlyEnd(
  taken: readonly TakenCapture[],
  failure: unknown,
  plan: WatchPlan,
  deps: CaptureRunDeps,
): Promise<void> {
  if (!isAbortError(failure)) {
    const again = () => watchGoroutines(plan, deps);
    void offerHelp(messageOf(failure), plan, again).catch(showFailure);
  }
  if (taken.length < 2) return;
  void offerComparison(taken, plan, deps).catch(showFailure);
}

async function offerComparison(
  taken: readonly TakenCapture[],
  { times }: WatchPlan,
  deps: CaptureRunDeps,
): Promise<void> {
  const compare = vscode.l10n.t('Compare');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The watch ended after {taken} of {times} captures.', { taken: taken.length, times }),
    compare,
  );
  if (answer === compare) await openComparison(taken, deps);
}
