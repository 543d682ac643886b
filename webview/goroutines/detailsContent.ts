import type { Finding } from '../../src/model/finding';
import type { GoroutineReport } from '../../src/model/goroutineReport';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { createIconButton } from '../controls';
import { type Child, element } from '../dom';
import { t } from '../strings';
import type { GoroutineData } from './data';
import type { FindingRow } from './findings';

/** What the details say of their subject: their bar's title, number and buttons, and what stands below it. */
export interface DetailsContent {
  readonly title: readonly Child[];
  readonly summary: string;
  readonly actions: readonly Child[];
  readonly body: readonly Child[];
}

export interface DetailsInput {
  readonly data: GoroutineData;
  readonly report: GoroutineReport;
  readonly about: DetailsAbout;
  /** Only goroutines that match it are listed; '' for all. */
  readonly filter: string;
}

export type DetailsAbout =
  | { readonly kind: 'all' }
  /** `chosen`: false where it only is the likeliest to be looked for. */
  | { readonly kind: 'group'; readonly group: number; readonly chosen: boolean }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** Several of one rule. */
  | { readonly kind: 'findings'; readonly row: FindingRow };

export interface DetailsCallbacks {
  onToggle(): void;
  onClear(): void;
  onSelectGroup(group: number): void;
  onChooseFindings(row: FindingRow): void;
  onOpenSource(target: SourceTarget): void;
  onOpenRule(ruleId: string): void;
  onOpenText(line: number): void;
  onCopy(text: string): void;
  /** Narrows the filter by a term. */
  onNarrow(term: string): void;
  onMenu(group: number, clientX: number, clientY: number): void;
  say(sentence: string): void;
}

/** Findings that are listed in full before it is said how many more there are. */
export const mostEntries = 50;

/** `end`: what stands at the other end of its heading. */
export function createSection(title: string, end: Child, ...children: Child[]): HTMLElement {
  return element('section', { class: 'section' }, createSectionHead(title, end), ...children);
}

export function createSectionHead(title: string, end: Child): HTMLElement {
  return element('div', { class: 'section-head' }, element('h3', { text: title }), end);
}

export function createLinkButton(text: string, onClick: () => void): HTMLElement {
  return element('button', { class: 'link', text, attributes: { type: 'button' }, on: { click: onClick } });
}

export function createClearButton({ onClear }: Pick<DetailsCallbacks, 'onClear'>): HTMLElement {
  return createIconButton('close', t('Clear selection'), () => onClear());
}

export function createMuted(text: string): HTMLElement {
  return element('p', { class: 'muted', text });
}
