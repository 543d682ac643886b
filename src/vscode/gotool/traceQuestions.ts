import * as path from 'node:path';
import * as vscode from 'vscode';
import { isSameProgram, nameOfPlan, parseTracePlan, type TracePlan } from './tracePlan';
import { goTestsOf, packageClauseOf } from './traceSources';

const mementoKey = 'heaplens.gcTracePlans';
const mostKept = 10;

/** Asks what to run and with which words; null where it was left. `uri`: what the explorer or an editor meant. */
export async function askTracePlan(
  state: vscode.Memento,
  uri: vscode.Uri | undefined,
): Promise<TracePlan | null> {
  const kept = keptPlans(state);
  const start = await askProgram(kept, uri);
  if (!start) return null;
  const plan = await askLine(start);
  if (plan) await keepPlan(state, kept, plan);
  return plan;
}

function keptPlans(state: vscode.Memento): TracePlan[] {
  const kept = state.get<unknown>(mementoKey);
  return Array.isArray(kept) ? kept.flatMap((each) => parseTracePlan(each) ?? []) : [];
}

async function keepPlan(state: vscode.Memento, kept: readonly TracePlan[], plan: TracePlan): Promise<void> {
  const others = kept.filter((each) => !isSameProgram(each, plan));
  await state.update(mementoKey, [plan, ...others].slice(0, mostKept));
}

interface ProgramItem extends vscode.QuickPickItem {
  readonly plan?: TracePlan;
}

async function askProgram(
  kept: readonly TracePlan[],
  uri: vscode.Uri | undefined,
): Promise<TracePlan | null> {
  const found = await findPrograms(uri);
  // With the words that it had last.
  const offered = found.map((plan) => kept.find((each) => isSameProgram(each, plan)) ?? plan);
  const others = kept.filter((plan) => !offered.some((each) => isSameProgram(each, plan)));
  const command: TracePlan = {
    what: 'command',
    source: '',
    test: null,
    line: '',
    folder: defaultFolder(uri),
  };
  const items: ProgramItem[] = [
    ...offered.map(itemOf),
    ...(others.length > 0
      ? [{ label: vscode.l10n.t('recent'), kind: vscode.QuickPickItemKind.Separator }]
      : []),
    ...others.map(itemOf),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(terminal) ${vscode.l10n.t('A command…')}`, plan: command },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Run with GC Trace'),
    placeHolder: vscode.l10n.t('What is built and run with GODEBUG=gctrace=1'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.plan ?? null;
}

function itemOf(plan: TracePlan): ProgramItem {
  const { what, source, test, line, folder } = plan;
  if (what === 'command') {
    return { label: `$(terminal) ${line}`, description: vscode.workspace.asRelativePath(folder), plan };
  }
  const relative = vscode.workspace.asRelativePath(source);
  // Of the workspace itself the name says it all.
  const where = relative === source ? '' : relative;
  if (what === 'package') {
    return { label: `$(play) ${nameOfPlan(plan)}`, description: line, detail: where, plan };
  }
  const label = test ? test.name : vscode.l10n.t('Tests of {package}', { package: path.basename(source) });
  return { label: `$(beaker) ${label}`, description: line, detail: where, plan };
}

/** The test at the cursor, the tests of its package, and main packages: the nearest first. */
async function findPrograms(uri: vscode.Uri | undefined): Promise<TracePlan[]> {
  const file = uri ?? vscode.window.activeTextEditor?.document.uri;
  const near = file?.scheme === 'file' ? await goTestsOf(file) : null;
  const plans: TracePlan[] = [];
  if (near?.test) {
    plans.push({ what: 'test', source: near.folder, test: near.test, line: '', folder: near.folder });
  }
  const mains = await findMains(near?.isMain ? near.folder : null);
  if (near?.hasTests) {
    plans.push({ what: 'test', source: near.folder, test: null, line: '', folder: near.folder });
  }
  return [
    ...plans,
    ...mains.map((source): TracePlan => {
      const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(source))?.uri.fsPath ?? source;
      return { what: 'package', source, test: null, line: '', folder };
    }),
  ];
}

/** Folders of main packages, as far as they have the usual file. */
async function findMains(nearest: string | null): Promise<string[]> {
  const files = await vscode.workspace.findFiles(
    '**/main.go',
    '**/{vendor,node_modules,testdata}/**',
    mostMains,
  );
  const clauses = await Promise.all(files.map(packageClauseOf));
  const folders = files
    .filter((file, i) => file.scheme === 'file' && clauses[i] === 'main')
    .map((file) => path.dirname(file.fsPath))
    .sort((a, b) => a.length - b.length || a.localeCompare(b));
  return [...new Set([...(nearest === null ? [] : [nearest]), ...folders])];
}

const mostMains = 50;

function defaultFolder(uri: vscode.Uri | undefined): string {
  const file = uri ?? vscode.window.activeTextEditor?.document.uri;
  const owner = file && vscode.workspace.getWorkspaceFolder(file);
  const [first] = vscode.workspace.workspaceFolders ?? [];
  return (
    (owner ?? first)?.uri.fsPath ?? (file?.scheme === 'file' ? path.dirname(file.fsPath) : process.cwd())
  );
}

/** One line, as in a shell; a button of the box says where it runs. */
function askLine(plan: TracePlan): Promise<TracePlan | null> {
  const box = vscode.window.createInputBox();
  const isCommand = plan.what === 'command';
  let { folder } = plan;
  const name = isCommand ? vscode.l10n.t('a command') : nameOfPlan(plan);
  box.title = vscode.l10n.t('Run {name} with GC Trace', { name });
  box.value = plan.line;
  box.placeholder = isCommand ? 'GOGC=100 ./shop -addr :8080' : 'GOGC=100 -addr :8080';
  box.ignoreFocusOut = true;
  box.buttons = [
    { iconPath: new vscode.ThemeIcon('folder'), tooltip: vscode.l10n.t('Run in another folder…') },
  ];
  const showFolder = () => {
    const where = vscode.workspace.asRelativePath(folder);
    box.prompt = isCommand
      ? vscode.l10n.t('Program and arguments; NAME=value in front sets its environment. Runs in {folder}.', {
          folder: where,
        })
      : vscode.l10n.t('Arguments, or none; NAME=value in front sets its environment. Runs in {folder}.', {
          folder: where,
        });
  };
  showFolder();
  return new Promise((resolve) => {
    let choosing = false;
    const finish = (answer: TracePlan | null) => {
      resolve(answer);
      box.dispose();
    };
    box.onDidTriggerButton(async () => {
      choosing = true;
      const options = { canSelectFolders: true, canSelectFiles: false, defaultUri: vscode.Uri.file(folder) };
      const [chosen] = (await vscode.window.showOpenDialog(options)) ?? [];
      if (chosen) folder = chosen.fsPath;
      showFolder();
      choosing = false;
      box.show();
    });
    box.onDidAccept(() => {
      if (isCommand && box.value.trim() === '') {
        box.validationMessage = vscode.l10n.t('Name the program to run.');
        return;
      }
      finish({ ...plan, line: box.value.trim(), folder });
    });
    box.onDidHide(() => {
      if (!choosing) finish(null);
    });
    box.show();
  });
}
