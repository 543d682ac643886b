import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { dumpKind } from '../../capture/captureName';
import {
  type CaptureTarget,
  leakKind,
  parseCaptureTarget,
  rememberedAddress,
} from '../../capture/captureTarget';
import { MemoryWatches } from '../memory/memoryWatches';
import { showWatchCommand } from '../memory/watchStatus';
import { readSettings } from '../settings';
import { showFailure } from '../translate';
import { CaptureActions } from './captureActions';
import { CaptureFacts } from './captureFacts';
import type { Captures, CapturesDeps } from './captureFiles';
import { askAndForgetHeaders, askAndStoreHeader, CaptureHeaders } from './captureHeaders';
import { askCapturePlan } from './captureQuestions';
import { requireTrust, runCapture } from './captureRun';
import { CapturesView } from './capturesView';
import { askTarget, askWatchPlan } from './goroutineQuestions';
import { localCaptureFiles } from './localCaptureFiles';
import { watchGoroutines } from './watchRun';

/**
 * The capture commands and the Captures view. What talks to servers and files is loaded when it is first needed.
 */
export function registerCapture(context: vscode.ExtensionContext, deps: CapturesDeps): Captures {
  const owned = new DisposableStore();
  const headers = new CaptureHeaders(context.secrets, context.globalState);
  const facts = owned.add(new CaptureFacts(deps.engine, context.workspaceState));
  const view = owned.add(new CapturesView(localCaptureFiles(context.globalStorageUri), facts));
  const actions = new CaptureActions(view, deps.openProfile);
  const runDeps = {
    ...deps,
    storage: context.globalStorageUri,
    headers,
    facts,
    saved: () => view.refresh(),
  };

  const memory = owned.add(new MemoryWatches({ ...runDeps, watches: deps.watches }));

  const local = parseCaptureTarget('http://localhost:6060');
  const remember = (target: CaptureTarget) =>
    context.workspaceState.update(lastAddressKey, rememberedAddress(target));
  const captureFrom = async (title: string, kind: string) => {
    requireTrust();
    const target = await askTarget(title, lastAddress(context));
    if (target === null) return;
    await remember(target);
    await runCapture({ target, query: { kind } }, runDeps);
  };

  const commands: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
    'heaplens.captureHeapLocal': () => runCapture({ target: local, query: { kind: 'heap' } }, runDeps),
    'heaplens.captureGoroutinesLocal': () =>
      runCapture({ target: local, query: { kind: dumpKind } }, runDeps),
    'heaplens.captureGoroutines': () => captureFrom(vscode.l10n.t('Capture Goroutines'), dumpKind),
    'heaplens.captureGoroutineLeaks': () => captureFrom(vscode.l10n.t('Capture Goroutine Leaks'), leakKind),
    'heaplens.watchGoroutines': async () => {
      requireTrust();
      const plan = await askWatchPlan(lastAddress(context));
      if (plan === null) return;
      await remember(plan.target);
      await watchGoroutines(plan, runDeps);
    },
    'heaplens.watchMemoryLocal': () => memory.start(local),
    'heaplens.watchMemory': async () => {
      requireTrust();
      const target = await askTarget(vscode.l10n.t('Watch Memory'), lastAddress(context), 'memory');
      if (target === null) return;
      await remember(target);
      await memory.start(target);
    },
    [showWatchCommand]: (uri) => (uri instanceof vscode.Uri ? memory.show(uri) : undefined),
    'heaplens.captureProfile': async () => {
      requireTrust();
      const plan = await askCapturePlan(lastAddress(context));
      if (plan === null) return;
      await remember(plan.target);
      await runCapture(plan, runDeps);
    },
    'heaplens.setCaptureHeaders': (origin) => {
      requireTrust();
      return askAndStoreHeader(headers, typeof origin === 'string' ? origin : lastAddress(context));
    },
    'heaplens.forgetCaptureHeaders': () => askAndForgetHeaders(headers),
    'heaplens.captures.refresh': () => view.refresh(),
    'heaplens.captures.open': (node, all) => actions.open(node, all),
    'heaplens.captures.reveal': (node, all) => actions.reveal(node, all),
    'heaplens.captures.rename': (node, all) => actions.rename(node, all),
    'heaplens.captures.delete': (node, all) => actions.delete(node, all),
  };
  for (const [id, run] of Object.entries(commands)) {
    owned.add(vscode.commands.registerCommand(id, (...args: unknown[]) => reported(() => run(...args))));
  }
  return { dispose: () => owned.dispose(), list: () => view.list(), selected: () => view.selected };
}

const lastAddressKey = 'heaplens.lastCaptureAddress';

function lastAddress(context: vscode.ExtensionContext): string {
  return context.workspaceState.get<string>(lastAddressKey) ?? readSettings().capture.defaultUrl;
}

async function reported(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    showFailure(error);
  }
}
