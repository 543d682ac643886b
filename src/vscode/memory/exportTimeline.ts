import * as vscode from 'vscode';
import type { TimeSpan } from '../../model/finding';
import type { MemoryExportQuery, MemoryReportOptions } from '../../model/memoryReport';
import type { TimelineExport } from '../../protocol/timelineEditor';
import { filesBehind } from '../profileSource/profileSource';
import { fileNameOf } from '../profileSource/readProfile';
import { isSelector } from './selector';
import type { ShownMemory } from './shownMemory';

type OptionsOf = (range: TimeSpan | null) => Promise<MemoryReportOptions>;

/**
 * Asks where to, and what only a person knows, and writes the file; false where nobody wanted it in the end. Fails with what
 * a person may read.
 */
export async function exportTimeline(
  what: TimelineExport,
  shown: ShownMemory,
  optionsOf: OptionsOf,
): Promise<boolean> {
  const named = await askWords(what);
  if (!named) return false;
  const target = await askTarget(what, shown.uri);
  if (!target) return false;
  const bytes = await bytesOf(what, named, { shown, target, optionsOf });
  await vscode.workspace.fs.writeFile(target, bytes);
  if (what.format === 'incident') await vscode.workspace.fs.writeFile(pictureBeside(target), what.picture);
  void offerToOpen(target, what.format);
  return true;
}

/** What a file for another system needs to know about that system. */
type Words = Readonly<Record<'selector' | 'workload' | 'namespace', string>>;

const noWords: Words = { selector: '', workload: '', namespace: '' };

/** null where a question was left. */
async function askWords({ format }: TimelineExport): Promise<Words | null> {
  if (format === 'alerts') {
    const selector = await vscode.window.showInputBox({
      title: vscode.l10n.t('Export Prometheus Alert Rules'),
      prompt: vscode.l10n.t(
        'Labels that name this process in Prometheus, as {job="api"}. Empty: every process that Prometheus scrapes.',
        { job: 'job' },
      ),
      placeHolder: '{job="api"}',
      validateInput: (value) =>
        isSelector(value) ? null : vscode.l10n.t('Write labels as {example}.', { example: '{job="api"}' }),
    });
    return selector === undefined ? null : { ...noWords, selector: selector.trim() };
  }
  if (format !== 'hpa') return noWords;
  const title = vscode.l10n.t('Export a Metric for a Kubernetes HorizontalPodAutoscaler');
  const workload = await askKubernetesName(title, vscode.l10n.t('The Deployment that runs this process'), '');
  if (workload === undefined) return null;
  const namespace = await askKubernetesName(title, vscode.l10n.t('Its namespace'), 'default');
  return namespace === undefined ? null : { ...noWords, workload, namespace };
}

function askKubernetesName(title: string, prompt: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt,
    value,
    validateInput: (name) =>
      /^[a-z0-9](?:[-a-z0-9]{0,251}[a-z0-9])?$/.test(name)
        ? null
        : vscode.l10n.t('Kubernetes names consist of lower-case letters, digits and hyphens.'),
  });
}

interface Making {
  readonly shown: ShownMemory;
  readonly target: vscode.Uri;
  readonly optionsOf: OptionsOf;
}

async function bytesOf(
  what: TimelineExport,
  words: Words,
  { shown, target, optionsOf }: Making,
): Promise<Uint8Array> {
  if (what.format === 'png') return what.bytes;
  const query = await queryOf(what, words, { shown, target, optionsOf });
  return shown.ask((engine, handle) => engine.ask(handle, 'memoryExport', query));
}

async function queryOf(
  what: Exclude<TimelineExport, { format: 'png' }>,
  { selector, workload, namespace }: Words,
  { shown, target, optionsOf }: Making,
): Promise<MemoryExportQuery> {
  switch (what.format) {
    case 'csv':
      return { format: 'csv', table: what.table, range: what.range };
    case 'history':
      return { format: 'history' };
    case 'alerts':
      return { format: 'alerts', options: await optionsOf(null), windowMinutes: null, selector };
    case 'hpa':
      return { format: 'hpa', options: await optionsOf(null), workload, namespace };
    case 'incident': {
      const source = encodeURI(fileNameOf(pictureBeside(target)));
      const pictures = [{ name: vscode.l10n.t('Memory timeline'), source }];
      return { format: 'incident', options: await optionsOf(null), title: fileNameOf(shown.uri), pictures };
    }
  }
}

function pictureBeside(report: vscode.Uri): vscode.Uri {
  return report.with({ path: `${report.path.replace(/\.md$/i, '')}.png` });
}

interface FileForm {
  /** What tells it from others of the same evidence. */
  readonly suffix: string;
  readonly extension: string;
  readonly name: string;
}

function formOf(what: TimelineExport): FileForm {
  switch (what.format) {
    case 'png':
      return { suffix: '-timeline', extension: 'png', name: 'PNG' };
    case 'csv':
      return { suffix: `-${what.table}`, extension: 'csv', name: 'CSV' };
    case 'history':
      return { suffix: '-history', extension: 'memwatch', name: vscode.l10n.t('Memory history') };
    case 'alerts':
      return { suffix: '-alerts', extension: 'yml', name: vscode.l10n.t('Prometheus rules') };
    case 'hpa':
      return { suffix: '-hpa', extension: 'yml', name: 'Kubernetes' };
    case 'incident':
      return { suffix: '-incident', extension: 'md', name: 'Markdown' };
  }
}

/** Beside the evidence, or beside the first file of several. */
async function askTarget(what: TimelineExport, uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const { suffix, extension, name } = formOf(what);
  const [beside] = filesBehind(uri);
  const stem = fileNameOf(uri).replace(/\.[a-z]{1,9}$/i, '');
  const safe = stem.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, '_');
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export {name}', { name: fileNameOf(uri) }),
    defaultUri: vscode.Uri.joinPath(beside ?? uri, '..', `${safe}${suffix}.${extension}`),
    filters: { [name]: [extension] },
  });
}

async function offerToOpen(target: vscode.Uri, format: TimelineExport['format']): Promise<void> {
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Exported: {path}', { path: vscode.workspace.asRelativePath(target) }),
    open,
  );
  if (answer !== open) return;
  const command = format === 'incident' ? 'markdown.showPreview' : 'vscode.open';
  await vscode.commands.executeCommand(command, target);
}
