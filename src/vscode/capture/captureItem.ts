import * as vscode from 'vscode';
import { formatBytes, formatExact, formatNanos, formatValue } from '../../base/units';
import {
  baseNameOf,
  dumpExtension,
  dumpKind,
  gcTraceKind,
  historyKind,
  isMemoryFile,
  type StoredCapture,
  shownHost,
} from '../../capture/captureName';
import type { CaptureSummary } from './captureFacts';

/** The row of one capture: `heap  34.9 MB` and, dimmed, `10:02:03 · localhost:6060`: the time is what tells captures apart. */
export function captureItem(
  capture: StoredCapture,
  summary: CaptureSummary | undefined,
  withDay: boolean,
): vscode.TreeItem {
  const kind = kindOf(capture, summary);
  const total = isMemoryFile(capture.fileName) ? formatBytes(capture.bytes) : totalOf(summary, kind);
  const item = new vscode.TreeItem(total === null ? kind : `${kind}  ${total}`);
  item.id = capture.path;
  item.description = `${shortTime(capture.timeMs, withDay)} · ${placeOf(capture)}`;
  item.iconPath = new vscode.ThemeIcon(failed(summary) ? 'warning' : (icons[kind] ?? 'graph'));
  item.tooltip = tooltip(capture, summary, kind);
  item.contextValue = contextOf(capture);
  item.command = {
    command: 'heaplens.captures.open',
    title: vscode.l10n.t('Open capture'),
    arguments: [{ capture }],
  };
  item.accessibilityInformation = {
    label: [
      kind,
      total,
      typeOf(summary, kind),
      placeOf(capture),
      fullTime(capture.timeMs),
      failureOf(summary),
    ]
      .filter((part) => part !== null)
      .join(', '),
  };
  return item;
}

/** What its menu offers. */
function contextOf(capture: StoredCapture): string {
  if (isMemoryFile(capture.fileName)) return 'capture memory';
  return isDump(capture) ? 'capture dump' : 'capture';
}

/** `Today`, `Yesterday`, or the date. */
export function dayLabel(timeMs: number, nowMs: number): string {
  const day = startOfDay(timeMs);
  const today = startOfDay(nowMs);
  if (day === today) return vscode.l10n.t('Today');
  if (day === startOfDay(today - 1)) return vscode.l10n.t('Yesterday');
  return formatDate(timeMs);
}

export function startOfDay(timeMs: number): number {
  return new Date(timeMs).setHours(0, 0, 0, 0);
}

const icons: Readonly<Record<string, string>> = {
  heap: 'database',
  allocs: 'layers',
  cpu: 'pulse',
  goroutine: 'list-tree',
  goroutines: 'list-tree',
  goroutineleak: 'debug-disconnect',
  block: 'watch',
  mutex: 'lock',
  threadcreate: 'server-process',
  gctrace: 'graph-line',
  memory: 'graph-line',
};

/** The name of a file knows more than its content: allocs and heap hold the same. */
function kindOf(capture: StoredCapture, summary: CaptureSummary | undefined): string {
  const { name } = capture;
  if (name) return name.kind;
  if (isDump(capture)) return dumpKind;
  if (isMemoryFile(capture.fileName)) return /\.gctrace$/.test(capture.fileName) ? gcTraceKind : historyKind;
  return summary && 'kind' in summary && summary.kind !== 'other' ? summary.kind : vscode.l10n.t('profile');
}

export function isDump({ fileName }: StoredCapture): boolean {
  return fileName.endsWith(dumpExtension);
}

/** The value type that the editor shows first; of allocs, what they are asked for. */
function shownType(summary: CaptureSummary | undefined, kind: string) {
  if (!summary || !('types' in summary)) return undefined;
  const allocated = kind === 'allocs' ? summary.types.find(({ type }) => type === 'alloc_space') : undefined;
  return allocated ?? summary.types[summary.sampleIndex];
}

function totalOf(summary: CaptureSummary | undefined, kind: string): string | null {
  const dump = dumpOf(summary);
  if (dump) return dumpTotal(dump);
  const shown = shownType(summary, kind);
  return shown ? formatValue(shown.total, shown.unit) : null;
}

function dumpOf(summary: CaptureSummary | undefined) {
  return summary && 'types' in summary ? summary.goroutines : undefined;
}

/** `1,234`, `98,000 of 150,023` where the dump was cut off, `98,000+` where nobody knows of how many. */
function dumpTotal({ parsed, total }: { readonly parsed: number; readonly total: number | null }): string {
  const shown = parsed.toLocaleString('en-US');
  if (total === null) return `${shown}+`;
  if (total <= parsed) return shown;
  return vscode.l10n.t('{parsed} of {total}', { parsed: shown, total: total.toLocaleString('en-US') });
}

function typeOf(summary: CaptureSummary | undefined, kind: string): string | null {
  return dumpOf(summary) ? null : (shownType(summary, kind)?.type ?? null);
}

function failed(summary: CaptureSummary | undefined): boolean {
  return failureOf(summary) !== null;
}

function failureOf(summary: CaptureSummary | undefined): string | null {
  return summary && 'failure' in summary ? summary.failure : null;
}

function placeOf(capture: StoredCapture): string {
  return capture.name ? shownHost(capture.name.host) : baseNameOf(capture.fileName);
}

function tooltip(
  capture: StoredCapture,
  summary: CaptureSummary | undefined,
  kind: string,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(kind).appendMarkdown('** · ').appendText(placeOf(capture));
  text.appendMarkdown('\n\n').appendText(fullTime(capture.timeMs));
  const failure = failureOf(summary);
  if (failure !== null) text.appendMarkdown('\n\n').appendText(failure);
  const dump = dumpOf(summary);
  if (dump) {
    const count = dumpTotal(dump);
    const words =
      count === '1' ? vscode.l10n.t('1 goroutine') : vscode.l10n.t('{count} goroutines', { count });
    text.appendMarkdown('\n\n').appendText(words);
  } else if (summary && 'types' in summary) appendTotals(text, summary);
  text.appendMarkdown('\n\n').appendText(`${capture.path} (${formatBytes(capture.bytes)})`);
  return text;
}

function appendTotals(
  text: vscode.MarkdownString,
  summary: Extract<CaptureSummary, { types: unknown }>,
): void {
  text.appendMarkdown('\n\n| | | |\n|:--|--:|--:|\n');
  for (const { type, unit, total } of summary.types) {
    const cells = [type, formatValue(total, unit), formatExact(total, unit)];
    text.appendMarkdown(`|${cells.map((cell) => cell.replace(/[\\`*_{}[\]<>|]/g, '\\$&')).join('|')}|\n`);
  }
  const samples = vscode.l10n.t('{count} samples', { count: summary.samples.toLocaleString('en-US') });
  const duration = summary.durationNanos > 0 ? `${formatNanos(summary.durationNanos)} · ` : '';
  text.appendMarkdown('\n').appendText(duration + samples);
}

/** A row is narrow: today's captures need no date, and the others no seconds. */
function shortTime(timeMs: number, withDay: boolean): string {
  if (!withDay || startOfDay(timeMs) === startOfDay(Date.now())) {
    return new Date(timeMs).toLocaleTimeString(vscode.env.language, { timeStyle: 'medium' });
  }
  const format = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return new Date(timeMs).toLocaleString(vscode.env.language, format);
}

function fullTime(timeMs: number): string {
  return new Date(timeMs).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'medium' });
}

function formatDate(timeMs: number): string {
  return new Date(timeMs).toLocaleDateString(vscode.env.language, { dateStyle: 'medium' });
}
