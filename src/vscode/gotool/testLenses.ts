import * as vscode from 'vscode';
import type { GoProfileKind } from '../../gotool/testArguments';
import { outlineGo } from '../../source/goOutline';
import { findGoTests, type GoTest } from '../../source/goTests';
import { readSettings } from '../settings';
import { translate } from '../translate';
import type { BenchmarkPair } from './benchmarkHistory';
import { benchmarkTexts } from './benchmarkText';
import {
  isRunnableTestFile,
  type ProfileTestArguments,
  profileTestCommand,
  showTestOutputCommand,
  testKey,
} from './testTarget';

export interface LensState {
  readonly onDidChange: vscode.Event<void>;
  /** `testKey` of the test that runs now, '' for none. */
  readonly running: string;
  benchmark(key: string): BenchmarkPair | undefined;
}

/** Ways to profile each test of a file, and what its benchmarks gave. Nothing where `go` must not run. */
export class TestLenses implements vscode.CodeLensProvider {
  readonly #state: LensState;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(state: LensState) {
    this.#state = state;
    this.onDidChangeCodeLenses = state.onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { uri } = document;
    if (!vscode.workspace.isTrusted || !isRunnableTestFile(uri)) return [];
    if (!readSettings(uri).test.codeLensEnabled) return [];
    return findGoTests(outlineGo(document.getText())).flatMap((test) => {
      const range = new vscode.Range(test.line - 1, 0, test.line - 1, 0);
      return this.#commands(uri, test).map((command) => new vscode.CodeLens(range, command));
    });
  }

  #commands(uri: vscode.Uri, test: GoTest): vscode.Command[] {
    const key = testKey(uri, test.name);
    const pair = test.kind === 'benchmark' ? this.#state.benchmark(key) : undefined;
    const offers = key === this.#state.running ? [runningCommand(test)] : profileCommands(uri, test);
    return [...offers, ...(pair ? resultCommands(pair) : [])];
  }
}

/** More sub-benchmarks than these are counted. */
const mostResults = 3;

function profileCommands(uri: vscode.Uri, { name, kind }: GoTest): vscode.Command[] {
  const command = (title: string, tooltip: string, profiles: readonly GoProfileKind[] | null) => {
    const target: ProfileTestArguments = { file: uri.toString(), name, profiles };
    return { title, tooltip, command: profileTestCommand, arguments: [target] };
  };
  const runs =
    kind === 'fuzz'
      ? vscode.l10n.t('Runs {name} over its seed corpus.', { name })
      : vscode.l10n.t('Runs {name} alone.', { name });
  return [
    command(vscode.l10n.t('profile memory'), `${runs} ${vscode.l10n.t('Shows what it allocates.')}`, [
      'memory',
    ]),
    command(vscode.l10n.t('profile cpu'), `${runs} ${vscode.l10n.t('Shows where its time goes.')}`, ['cpu']),
    command(
      vscode.l10n.t('profile…'),
      `${runs} ${vscode.l10n.t('Records several kinds in one run: memory, cpu, block, mutex.')}`,
      null,
    ),
  ];
}

function runningCommand({ name }: GoTest): vscode.Command {
  return {
    title: `$(sync~spin)\u00a0${vscode.l10n.t('profiling…')}`,
    tooltip: vscode.l10n.t('{name} is running. Show what it prints', { name }),
    command: showTestOutputCommand,
  };
}

function resultCommands(pair: BenchmarkPair): vscode.Command[] {
  const texts = benchmarkTexts(pair, translate);
  const command = (title: string, tooltip: string) => ({ title, tooltip, command: showTestOutputCommand });
  const shown = texts.slice(0, mostResults).map(({ title, details }) => command(title, details));
  const more = texts.slice(mostResults);
  if (more.length === 0) return shown;
  const all = more.map(({ details }) => details).join('\n\n');
  return [...shown, command(vscode.l10n.t('{count} more results', { count: more.length }), all)];
}
