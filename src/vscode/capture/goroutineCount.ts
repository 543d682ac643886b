import * as vscode from 'vscode';
import { dumpKind } from '../../capture/captureName';
import { type CaptureQuery, leakKind } from '../../capture/captureTarget';
import type { DumpFacts } from '../../model/goroutineReport';
import { goroutineCountText } from '../goroutineCountText';
import type { TakenCapture } from './captureRun';

/** What a capture of goroutines has to say at once: how far to trust its number, or that nothing was found. */
export function tellGoroutines({ kind }: CaptureQuery, { evidence, counted }: TakenCapture): void {
  const { goroutines } = evidence;
  if (goroutines === null) return;
  if (kind === dumpKind) tellCount(goroutines, counted);
  if (kind === leakKind && goroutines.parsed === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The collector found no leaked goroutine. It proves leaks only where nothing reachable could wake them: "Watch goroutines…" finds groups that grow.',
      ),
    );
  }
}

/** For the status bar: what the dump holds beside what was counted; '' for other captures. */
export function countText({ kind }: CaptureQuery, { evidence, counted }: TakenCapture): string {
  if (kind !== dumpKind || evidence.goroutines === null) return '';
  const goroutines = goroutineCountText(evidence.goroutines.parsed);
  return counted === null
    ? goroutines
    : vscode.l10n.t('{goroutines}, {counted} counted just before (they come and go)', {
        goroutines,
        counted: shown(counted),
      });
}

/** Two requests of a running program never see the same goroutines, so only a large difference is worth a word. */
function tellCount({ parsed, isTruncated }: DumpFacts, counted: number | null): void {
  if (isTruncated) {
    void vscode.window.showWarningMessage(
      counted === null
        ? vscode.l10n.t(
            'The dump holds {parsed} goroutines and is cut off: Go writes at most 64 MiB. How many are missing is not known.',
            { parsed: shown(parsed) },
          )
        : vscode.l10n.t(
            'The dump holds {parsed} of about {counted} goroutines and is cut off: Go writes at most 64 MiB. A capture of the profile "goroutine" counts all of them.',
            { parsed: shown(parsed), counted: shown(counted) },
          ),
    );
  } else if (counted !== null && isFarFrom(parsed, counted)) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The dump holds {parsed} goroutines, and {counted} were counted just before. Goroutines come and go; capture again to see whether that is all.',
        { parsed: shown(parsed), counted: shown(counted) },
      ),
    );
  }
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}

function isFarFrom(parsed: number, counted: number): boolean {
  return Math.abs(parsed - counted) > Math.max(50, 0.2 * counted);
}
