import * as vscode from 'vscode';
import { MessageError, message } from '../../base/message';
import type { StoredCapture } from '../../capture/captureName';
import type { Engine } from '../../engine/engine';
import type { TimeSpan } from '../../model/finding';
import { leastTrendCaptures } from '../../model/leakTrend';
import type { MemoryReport, MemoryReportOptions, WhatIf } from '../../model/memoryReport';
import type { TimelineRequests } from '../../protocol/timelineEditor';
import { type DerivedProfile, derivedParts } from '../profileSource/derivedUri';
import { fileNameOf } from '../profileSource/readProfile';
import { readSettings } from '../settings';
import { exportTimeline } from './exportTimeline';
import { GrowthReader, type HeapEvidence } from './growth';
import { spread } from './growthSites';
import { type HeapCapture, heapCapturesOf, heapCapturesWithin } from './heapCaptures';
import { isPlainName } from './plainName';
import { needMemory, type ShownMemory } from './shownMemory';

export interface TimelineServices {
  readonly engine: Engine;
  openProfile(uri: vscode.Uri): Promise<void>;
  /** Captures of this window. */
  listCaptures(): Promise<readonly StoredCapture[]>;
}

/** What the page of memory over time asks of the window: judging with what it knows, captures, files. */
export class TimelineActions {
  readonly #services: TimelineServices;
  readonly #growth: GrowthReader;

  constructor(services: TimelineServices) {
    this.#services = services;
    this.#growth = new GrowthReader(services.engine);
  }

  async memoryReport(
    { range }: TimelineRequests['memoryReport']['params'],
    shown: ShownMemory,
    signal: AbortSignal,
  ): Promise<MemoryReport> {
    const options = await this.#reportOptions(shown, range);
    return shown.ask((engine, handle) => engine.ask(handle, 'memoryReport', options, signal));
  }

  whatIf(
    query: TimelineRequests['whatIf']['params'],
    shown: ShownMemory,
    signal: AbortSignal,
  ): Promise<WhatIf> {
    const { known } = needMemory(shown);
    return shown.ask((engine, handle) => engine.ask(handle, 'whatIf', { ...query, known }, signal));
  }

  exportTimeline(what: TimelineRequests['exportTimeline']['params'], shown: ShownMemory): Promise<boolean> {
    return exportTimeline(what, shown, (range) => this.#reportOptions(shown, range));
  }

  async openCapture(mark: number, shown: ShownMemory): Promise<void> {
    const { kind, file } = needMemory(shown).facts.marks[mark] ?? { kind: 'gap', file: '' };
    if (kind !== 'capture' || !isPlainName(file)) {
      throw new MessageError(message('memory.noCapture', 'There is no capture at this place.'));
    }
    await this.#services.openProfile(vscode.Uri.joinPath(shown.uri, '..', file));
  }

  /** Which code: the trend of all heap captures within, or the difference of two. */
  async openGrowth(span: TimeSpan, shown: ShownMemory): Promise<void> {
    const known = await this.#capturesIn(shown, span);
    const captures = known.length >= 2 ? known : await this.#chooseCaptures(shown, span);
    if (!captures) return;
    if (captures.length < 2) {
      await sayTooFew(captures.length, shown);
      return;
    }
    const of = spread(captures, mostFollowed).map(({ uri }) => uri.toString());
    const derived: DerivedProfile =
      captures.length >= leastTrendCaptures
        ? { kind: 'trend', of }
        : { kind: 'compare', base: [of[0]!], current: [of[1]!], mode: 'diffBase', normalize: false };
    await this.#services.openProfile(vscode.Uri.from(derivedParts(derived)));
  }

  async #reportOptions(shown: ShownMemory, range: TimeSpan | null): Promise<MemoryReportOptions> {
    const { facts, known } = needMemory(shown);
    const { growth, heapShape } = await this.#heapEvidence(shown, range ?? facts);
    const { thresholds } = readSettings(shown.uri).memory;
    return { thresholds, known, range, growth, heapShape };
  }

  /** Of captures; the shape of the heap also of a profile that stands in the same file. */
  async #heapEvidence(shown: ShownMemory, span: TimeSpan): Promise<HeapEvidence> {
    const evidence = await this.#growth.of(await this.#capturesIn(shown, span));
    if (evidence.heapShape) return evidence;
    const heapShape = await shown.askHeap((engine, handle) => engine.ask(handle, 'heapShape', null));
    return { ...evidence, heapShape };
  }

  /** A trace does not say under which address its process is captured: a person knows. null: they left it. */
  async #chooseCaptures(shown: ShownMemory, span: TimeSpan): Promise<readonly HeapCapture[] | null> {
    const { facts } = needMemory(shown);
    const all = await heapCapturesWithin(facts, span, () => this.#services.listCaptures());
    if (all.length < 2) return all;
    const items = all.map((capture) => ({
      label: fileNameOf(capture.uri),
      description: new Date(capture.timeMs).toLocaleString(vscode.env.language),
      picked: true,
      capture,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Which Code Allocated'),
      placeHolder: vscode.l10n.t('Heap captures of this process within the span: at least two'),
      canPickMany: true,
    });
    return picked?.map(({ capture }) => capture) ?? null;
  }

  #capturesIn(shown: ShownMemory, span: TimeSpan): Promise<readonly HeapCapture[]> {
    const { facts } = needMemory(shown);
    return heapCapturesOf(shown.uri, facts, span, () => this.#services.listCaptures());
  }
}

/** A trend of more is read no better, and takes its time. */
const mostFollowed = 50;

async function sayTooFew(captures: number, { live }: ShownMemory): Promise<void> {
  const sentence =
    captures === 0
      ? vscode.l10n.t(
          'Which code it was, two heap captures within this span would tell: there is none. Capture the heap, wait while it grows, and capture it again.',
        )
      : vscode.l10n.t(
          'Which code it was, two heap captures within this span would tell: there is one. Capture the heap again after it has grown.',
        );
  const canCapture = live?.state.canCapture === true && live.state.state === 'watching';
  const capture = vscode.l10n.t('Capture Heap Now');
  const answer = await vscode.window.showInformationMessage(sentence, ...(canCapture ? [capture] : []));
  if (answer === capture) await live?.captureNow('heap');
}
