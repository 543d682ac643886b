import { ownName } from '../../src/base/splitName';
import type { GoroutineReport, GoroutineRow } from '../../src/model/goroutineReport';
import type { Crash } from '../../src/model/goroutines';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { createIcon } from '../controls';
import { element, fill } from '../dom';
import { formatInteger, t } from '../strings';
import { shortLocation } from '../table/layout';
import { isCrash } from './dumpFacts';
import { tellingFrame } from './groups';
import { sourceOf } from './groupsTable';
import { placeOf } from './groupText';

export interface CrashCallbacks {
  onSelect(group: number): void;
  onOpenSource(target: SourceTarget): void;
}

/** What ended the program, in which goroutine, and the line to go to. */
export class CrashBanner {
  readonly element = element('section', {
    class: 'crash',
    attributes: { 'aria-label': t('Why the program ended'), hidden: '' },
  });
  readonly #callbacks: CrashCallbacks;
  #key: unknown = null;

  constructor(callbacks: CrashCallbacks) {
    this.#callbacks = callbacks;
  }

  /** `goroutine`: the one that it happened in, null while nobody knows. */
  show(crash: Crash | null, report: GoroutineReport | null, goroutine: GoroutineRow | null): void {
    const key = JSON.stringify([crash, goroutine?.goid, goroutine?.group]);
    if (this.#key === key) return;
    this.#key = key;
    this.element.hidden = !isCrash(crash);
    if (!crash || !isCrash(crash)) return;
    fill(
      this.element,
      createIcon('error'),
      element(
        'div',
        { class: 'crash-text' },
        element('strong', { text: crash.text }),
        report && goroutine ? this.#createPlace(report, goroutine) : null,
        crash.details.length > 0 ? createDetails(crash.details) : null,
      ),
    );
  }

  #createPlace(report: GoroutineReport, { goid, group }: GoroutineRow): HTMLElement {
    const frame = tellingFrame(report.groups, group);
    const name = goid < 0 ? t('its goroutine') : t('goroutine {goid}', { goid });
    return element(
      'span',
      { class: 'crash-place' },
      element('button', {
        class: 'link',
        text: name,
        title: t('Show its group'),
        attributes: { type: 'button' },
        on: { click: () => this.#callbacks.onSelect(group) },
      }),
      frame ? ` · ${ownName(frame.func)} ` : '',
      frame && frame.file !== ''
        ? element('button', {
            class: 'link',
            text: shortLocation(frame.file, frame.line),
            title: t('Open {location}', { location: placeOf(frame) }),
            attributes: { type: 'button' },
            on: { click: (event) => this.#callbacks.onOpenSource(sourceOf(frame, event.altKey)) },
          })
        : null,
    );
  }
}

function createDetails(details: readonly string[]): HTMLElement {
  const [only] = details;
  if (details.length === 1) return element('div', { class: 'crash-detail', text: only! });
  return element(
    'details',
    {},
    element('summary', { text: t('{count} more lines', { count: formatInteger(details.length) }) }),
    element('pre', { class: 'comment', text: details.join('\n') }),
  );
}
