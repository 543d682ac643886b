import { baseNameOf } from '../../src/base/baseNameOf';
import { ownName } from '../../src/base/splitName';
import { formatShare } from '../../src/base/units';
import type { Finding } from '../../src/model/finding';
import type { GoroutineReport, GoroutineRow, WaitTarget } from '../../src/model/goroutineReport';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { createIcon, createIconButton } from '../controls';
import { deliver } from '../data';
import { element, fill } from '../dom';
import { createName } from '../names';
import { formatInteger, t, tMessage } from '../strings';
import type { GoroutineData } from './data';
import { writeTerm } from './filterText';
import { createFindingCard } from './findingCard';
import { type FindingRow, filterOfFinding, findingKey, findingRows, goroutinesOfRow } from './findings';
import { createSeverity } from './findingsStrip';
import { createRawText, GoroutineList } from './goroutineList';
import {
  classOf,
  creatorOf,
  findingsOf,
  similarGroups,
  stackOf,
  stateText,
  tellingFrame,
  verdictOf,
} from './groups';
import { sourceOf } from './groupsTable';
import { groupAsText } from './groupText';
import { createSentence } from './sentence';
import { createStackView } from './stackView';
import {
  changeName,
  className,
  confidenceName,
  goroutinesText,
  groupsText,
  rateText,
  signedText,
  verdictIcon,
  verdictName,
  waitHint,
  waitText,
} from './texts';
import { holderText, targetName } from './waitTexts';

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

export type DetailsAbout =
  | { readonly kind: 'all' }
  /** `chosen`: false where it only is the likeliest to be looked for. */
  | { readonly kind: 'group'; readonly group: number; readonly chosen: boolean }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** Several of one rule. */
  | { readonly kind: 'findings'; readonly row: FindingRow };

export interface DetailsInput {
  readonly data: GoroutineData;
  readonly report: GoroutineReport;
  readonly about: DetailsAbout;
  /** Only goroutines that match it are listed; '' for all. */
  readonly filter: string;
}

/** Findings that are listed in full before it is said how many more there are. */
const mostEntries = 50;

/** Groups that a finding lists before it says how many more there are. */
const mostGroups = 30;

/** All about the group or the finding that is chosen; what to do next while none is. Its bar stays when it is closed. */
export class GoroutineDetails {
  readonly element: HTMLElement;
  readonly #callbacks: DetailsCallbacks;
  readonly #toggle: HTMLButtonElement;
  readonly #title = element('span', { class: 'details-title' });
  readonly #summary = element('span', { class: 'details-summary' });
  readonly #actions = element('div', { class: 'details-actions' });
  readonly #body: HTMLElement;
  #key: readonly unknown[] = [];

  constructor(callbacks: DetailsCallbacks) {
    this.#callbacks = callbacks;
    this.#toggle = element(
      'button',
      {
        class: 'details-toggle',
        attributes: { type: 'button', 'aria-controls': 'dump-details' },
        on: { click: () => callbacks.onToggle() },
      },
      createIcon('chevron'),
      this.#title,
      this.#summary,
    );
    this.#body = element('div', { class: 'details-body', id: 'dump-details', attributes: { tabindex: -1 } });
    this.element = element(
      'aside',
      { class: 'details goroutine-details', attributes: { 'aria-label': t('Details') } },
      element('div', { class: 'details-bar' }, this.#toggle, this.#actions),
      this.#body,
    );
  }

  setOpen(open: boolean): void {
    this.#toggle.setAttribute('aria-expanded', String(open));
    this.#toggle.title = open ? t('Hide details') : t('Show details');
    this.element.classList.toggle('closed', !open);
    this.#body.hidden = !open;
  }

  focus(): void {
    this.#body.focus();
  }

  show(input: DetailsInput): void {
    const { data, report, about } = input;
    const subject = subjectOf(about);
    const filter = about.kind === 'all' ? '' : input.filter;
    const isChosen = about.kind !== 'group' || about.chosen;
    const key = [data, report, subject, filter, isChosen, about.kind];
    if (key.every((part, i) => part === this.#key[i])) return;
    const isOther = this.#key[2] !== subject;
    this.#key = key;
    if (about.kind === 'group') this.#showGroup(input, about.group, about.chosen);
    else if (about.kind === 'finding') this.#showFinding(about.finding, input);
    else if (about.kind === 'findings') this.#showFindings(about.row, report);
    else this.#showAll(report);
    if (isOther) this.#body.scrollTop = 0;
  }

  // Nothing is chosen

  #showAll({ findings, groups, facts }: GoroutineReport): void {
    fill(this.#title, element('span', { class: 'title-text', text: t('All goroutines') }));
    this.#summary.textContent = formatInteger(facts.parsed);
    fill(this.#actions);
    fill(
      this.#body,
      ...findingRows(findings)
        .slice(0, mostEntries)
        .map((row) => this.#createEntry(row, groups.count)),
      element('p', {
        class: 'muted hint',
        text: t('Select a group to see its stack, who created it, what it waits for and its goroutines.'),
      }),
    );
  }

  #createEntry(row: FindingRow, count: Uint32Array, withTitle = true): HTMLElement {
    const [first] = row.findings;
    const { severity, confidence, title, message } = first!;
    const goroutines = goroutinesOfRow(row, count);
    const groups = new Set(row.findings.flatMap((finding) => finding.groups)).size;
    return element(
      'button',
      {
        class: 'finding-entry',
        attributes: { type: 'button' },
        on: { click: () => this.#callbacks.onChooseFindings(row) },
      },
      withTitle
        ? element(
            'span',
            { class: 'finding-entry-head' },
            createSeverity(severity),
            element('strong', { text: tMessage(title) }),
            element('span', { class: 'finding-confidence', text: confidenceName(confidence) }),
          )
        : null,
      element('span', {}, ...createSentence(tMessage(message))),
      row.findings.length > 1
        ? element('span', {
            text: t('The same in {count} more places.', { count: formatInteger(row.findings.length - 1) }),
          })
        : null,
      goroutines === 0
        ? null
        : element('span', {
            class: 'muted',
            text: t('{goroutines} in {groups}', {
              goroutines: goroutinesText(goroutines),
              groups: groupsText(groups),
            }),
          }),
    );
  }

  // Findings

  #showFindings({ findings }: FindingRow, { groups }: GoroutineReport): void {
    const [first] = findings;
    fill(
      this.#title,
      createSeverity(first!.severity),
      element('span', { class: 'title-text', text: tMessage(first!.title) }),
    );
    this.#summary.textContent = formatInteger(findings.length);
    fill(this.#actions, this.#clearButton());
    const shown = findings.slice(0, mostEntries);
    fill(
      this.#body,
      element('p', { class: 'finding-advice' }, ...createSentence(tMessage(first!.advice))),
      element('button', {
        class: 'link',
        text: t('About this rule ({rule})', { rule: first!.ruleId }),
        attributes: { type: 'button' },
        on: { click: () => this.#callbacks.onOpenRule(first!.ruleId) },
      }),
      section(
        t('Places'),
        element('span', { class: 'muted', text: formatInteger(findings.length) }),
        ...shown.map((finding) =>
          this.#createEntry({ key: findingKey(finding), findings: [finding] }, groups.count, false),
        ),
        findings.length > shown.length
          ? element('p', {
              class: 'muted',
              text: t('and {count} more: the table has their groups', {
                count: formatInteger(findings.length - shown.length),
              }),
            })
          : null,
      ),
    );
  }

  #showFinding(finding: Finding, { report, filter: shown }: DetailsInput): void {
    fill(
      this.#title,
      createSeverity(finding.severity),
      element('span', { class: 'title-text', text: tMessage(finding.title) }),
    );
    this.#summary.textContent = confidenceName(finding.confidence);
    fill(this.#actions, this.#clearButton());
    const groups = finding.groups.slice(0, mostGroups);
    const filter = filterOfFinding(finding, report.findings);
    fill(
      this.#body,
      element('p', { class: 'finding-sure muted', text: confidenceSentence(finding) }),
      createFindingCard(finding, this.#callbacks, false),
      groups.length === 0
        ? null
        : section(
            t('Goroutines'),
            filter === '' || filter === shown
              ? null
              : linkButton(t('Only these'), () => this.#callbacks.onNarrow(filter)),
            ...groups.map((group) => this.#createGroupLink(report, group)),
            finding.groups.length > groups.length
              ? element('p', {
                  class: 'muted',
                  text: t('and {groups} more', { groups: groupsText(finding.groups.length - groups.length) }),
                })
              : null,
          ),
    );
  }

  /** A group in a line: a click selects it. */
  #createGroupLink({ groups }: GoroutineReport, group: number): HTMLElement {
    const frame = tellingFrame(groups, group);
    return element(
      'button',
      {
        class: 'list-row',
        title: frame?.func ?? '',
        attributes: { type: 'button' },
        on: { click: () => this.#callbacks.onSelectGroup(group) },
      },
      element('span', { class: 'group-count', text: formatInteger(groups.count[group]!) }),
      element('span', { class: 'row-text' }, frame ? createName(ownName(frame.func)) : t('no stack')),
      element('span', { class: 'row-note', text: stateText(groups, group) }),
    );
  }

  // A group

  #showGroup(input: DetailsInput, group: number, isChosen: boolean): void {
    const { report } = input;
    const { groups, comparison } = report;
    const frame = tellingFrame(groups, group);
    const verdict = verdictOf(groups, group);
    const icon = verdictIcon(verdict);
    fill(
      this.#title,
      icon === '' ? null : verdictBadge(icon, verdictName(verdict)),
      element('span', { class: 'title-text' }, frame ? createName(ownName(frame.func)) : t('no stack')),
    );
    this.#summary.textContent = formatInteger(groups.count[group]!);
    fill(
      this.#actions,
      frame && frame.file !== ''
        ? createIconButton('go-to-file', t('Open source (F12)'), () =>
            this.#callbacks.onOpenSource(sourceOf(frame, false)),
          )
        : null,
      createIconButton('copy', t('Copy stack'), () => this.#callbacks.onCopy(groupAsText(groups, group))),
      this.#menuButton(group),
      isChosen ? this.#clearButton() : null,
    );
    const waits = element('div', { class: 'waits-place' });
    const list = element('div', { class: 'list-place' });
    fill(
      this.#body,
      this.#createFigures(report, group),
      ...findingsOf(groups, group).map((position) =>
        createFindingCard(report.findings[position]!, this.#callbacks, true),
      ),
      this.#createStack(report, group),
      comparison ? this.#createComparison(report, group) : null,
      this.#createSimilar(report, group),
      waits,
      list,
    );
    this.#loadWaits(input, group, waits);
    this.#loadList(input, group, list);
  }

  #createFigures({ groups, facts }: GoroutineReport, group: number): HTMLElement {
    const least = groups.minWaitMinutes[group]!;
    const most = groups.maxWaitMinutes[group]!;
    const count = groups.count[group]!;
    const state = stateText(groups, group) || className(classOf(groups, group));
    const locked = groups.locked[group]!;
    const share = facts.parsed === 0 ? 0 : count / facts.parsed;
    return element(
      'p',
      { class: 'group-figures' },
      element('strong', { text: goroutinesText(count) }),
      share > 0 && share < 1 ? ` (${formatShare(share)})` : '',
      ` · ${state}`,
      most < 0
        ? null
        : element('span', {
            text: ` · ${t('waiting {time}', { time: waitText(least, most) })}`,
            title: waitHint(least, most, groups.waiting[group]!, count),
          }),
      locked > 0 ? ` · ${t('{count} locked to a thread', { count: formatInteger(locked) })}` : '',
    );
  }

  #createStack({ groups }: GoroutineReport, group: number): HTMLElement {
    const creator = creatorOf(groups, group);
    const frame = tellingFrame(groups, group);
    const { onNarrow, onOpenSource } = this.#callbacks;
    const narrow = [
      frame && frame.line > 0
        ? linkButton(t('Only this line'), () =>
            onNarrow(writeTerm('at', `${baseNameOf(frame.file)}:${frame.line}`)),
          )
        : null,
      creator ? linkButton(t('Only this creator'), () => onNarrow(writeTerm('created', creator.func))) : null,
    ];
    return element(
      'section',
      { class: 'section' },
      element(
        'div',
        { class: 'section-head' },
        element('h3', { text: t('Stack') }),
        element('div', { class: 'section-links' }, ...narrow),
      ),
      createStackView(stackOf(groups, group), creator, onOpenSource),
    );
  }

  /** A fold of the table counts them together. */
  #createSimilar(report: GoroutineReport, group: number): HTMLElement | null {
    const { groups } = report;
    const similar = similarGroups(groups, group);
    if (similar.length === 0) return null;
    const all = similar.reduce((sum, other) => sum + groups.count[other]!, groups.count[group]!);
    const shown = similar.slice(0, 10);
    return section(
      t('Similar stacks'),
      element('span', {
        class: 'muted',
        text: t('{goroutines} in all', { goroutines: goroutinesText(all) }),
      }),
      ...shown.map((other) => this.#createGroupLink(report, other)),
      similar.length > shown.length
        ? element('p', {
            class: 'muted',
            text: t('and {groups} more', { groups: groupsText(similar.length - shown.length) }),
          })
        : null,
    );
  }

  #createComparison({ comparison }: GoroutineReport, group: number): HTMLElement {
    const { dumps, counts, change, perMinute } = comparison!;
    const rate = rateText(perMinute[group]!);
    const difference = counts.at(-1)![group]! - counts[0]![group]!;
    const sum = [changeName(change[group]!), signedText(difference), rate].filter((part) => part !== '');
    return section(
      t('Over the dumps'),
      element('span', { class: 'muted', text: sum.join(' · ') }),
      ...dumps.map(({ name }, i) =>
        element(
          'div',
          { class: 'list-row' },
          element('span', { class: 'row-text', text: name, title: name }),
          element('span', { class: 'row-value', text: formatInteger(counts[i]![group]!) }),
        ),
      ),
    );
  }

  #loadWaits({ data, report }: DetailsInput, group: number, place: HTMLElement): void {
    void deliver(
      data.waits(group),
      () => place.isConnected,
      (targets) => {
        if (targets.length > 0) fill(place, this.#createWaits(targets, report, group));
      },
      (error) => fill(place, element('p', { class: 'muted', text: error.message })),
    );
  }

  #createWaits(targets: readonly WaitTarget[], report: GoroutineReport, group: number): HTMLElement {
    const shown = targets.slice(0, 5);
    return section(
      t('Waits for'),
      targets.length > shown.length
        ? element('span', {
            class: 'muted',
            text: t('{count} in all', { count: formatInteger(targets.length) }),
          })
        : null,
      ...shown.map((target) =>
        element(
          'div',
          { class: 'wait-target' },
          element(
            'div',
            {},
            element('strong', { text: targetName(target) }),
            ` · ${t('{count} waiting', { count: formatInteger(target.waiters) })}`,
          ),
          ...target.holders.map((holder) => {
            const frame = tellingFrame(report.groups, holder.group);
            return element(
              'div',
              { class: 'wait-holder' },
              holder.group === group
                ? element('span', { text: holderText(holder) })
                : element('button', {
                    class: 'link',
                    text: holderText(holder),
                    title: t('Show its group'),
                    attributes: { type: 'button' },
                    on: { click: () => this.#callbacks.onSelectGroup(holder.group) },
                  }),
              frame ? ` ${ownName(frame.func)}` : '',
              element('span', { class: 'muted', text: ` · ${tMessage(holder.reason)}` }),
            );
          }),
        ),
      ),
    );
  }

  #loadList({ data, report, filter }: DetailsInput, group: number, place: HTMLElement): void {
    if (report.groups.count[group] === 0) {
      fill(place, element('p', { class: 'muted', text: t('Gone: the last dump has none of them.') }));
      return;
    }
    void deliver(
      data.goroutines(group, filter, 0),
      () => place.isConnected,
      ({ rows, total }) => this.#showList(place, { data, group, filter, first: rows, total }),
      (error) => fill(place, element('p', { class: 'muted', text: error.message })),
    );
  }

  #showList(place: HTMLElement, input: ConstructorParameters<typeof GoroutineList>[0]): void {
    if (input.total === 0) return;
    const [only] = input.first;
    if (input.total === 1 && only) {
      // All that a row would say stands above.
      this.#loadText(input.data, only, place, false);
      return;
    }
    const text = element('div', { class: 'text-place' });
    const list = new GoroutineList(input, {
      onSelect: (row) => this.#loadText(input.data, row, text, false),
      onOpen: (row) => this.#loadText(input.data, row, text, true),
      onOpenText: (line) => this.#callbacks.onOpenText(line),
      onCopy: (copied) => this.#callbacks.onCopy(copied),
      say: (sentence) => this.#callbacks.say(sentence),
    });
    fill(
      place,
      section(
        input.filter === '' ? t('Goroutines') : t('Goroutines that match'),
        element('span', { class: 'muted', text: formatInteger(input.total) }),
        list.element,
        text,
      ),
    );
    list.draw();
  }

  #loadText(data: GoroutineData, row: GoroutineRow, place: HTMLElement, takeFocus: boolean): void {
    place.dataset.goroutine = String(row.index);
    void deliver(
      data.text(row.index),
      () => place.isConnected && place.dataset.goroutine === String(row.index),
      (text) => {
        if (text === '') {
          fill(place);
          return;
        }
        const raw = createRawText(text);
        fill(place, this.#createTextBar(row, text), raw);
        if (takeFocus) raw.focus();
      },
      (error) => fill(place, element('p', { class: 'muted', text: error.message })),
    );
  }

  #createTextBar(row: GoroutineRow, text: string): HTMLElement {
    return element(
      'div',
      { class: 'section-head' },
      element('h3', {
        text: row.goid >= 0 ? t('Goroutine {goid}', { goid: row.goid }) : t('As in the file'),
      }),
      element(
        'div',
        { class: 'section-links' },
        row.line > 0
          ? linkButton(t('Show in file, line {line}', { line: formatInteger(row.line) }), () =>
              this.#callbacks.onOpenText(row.line),
            )
          : null,
        linkButton(t('Copy'), () => this.#callbacks.onCopy(text)),
      ),
    );
  }

  #menuButton(group: number): HTMLElement {
    const button = createIconButton('ellipsis', t('Filter, copy and more'), () => {
      const box = button.getBoundingClientRect();
      this.#callbacks.onMenu(group, box.left, box.bottom);
    });
    button.setAttribute('aria-haspopup', 'menu');
    return button;
  }

  #clearButton(): HTMLElement {
    return createIconButton('close', t('Clear selection'), () => this.#callbacks.onClear());
  }
}

function subjectOf(about: DetailsAbout): unknown {
  switch (about.kind) {
    case 'group':
      return about.group;
    case 'finding':
      return about.finding;
    case 'findings':
      return about.row.findings[0];
    case 'all':
      return 'all';
  }
}

function section(title: string, end: HTMLElement | null, ...children: (HTMLElement | null)[]): HTMLElement {
  return element(
    'section',
    { class: 'section' },
    element('div', { class: 'section-head' }, element('h3', { text: title }), end),
    ...children,
  );
}

function linkButton(text: string, onClick: () => void): HTMLElement {
  return element('button', { class: 'link', text, attributes: { type: 'button' }, on: { click: onClick } });
}

function verdictBadge(icon: string, name: string): HTMLElement {
  return element(
    'span',
    { class: 'verdict-badge', title: name },
    createIcon(icon),
    element('span', { class: 'for-listeners', text: name }),
  );
}

function confidenceSentence({ confidence }: Finding): string {
  switch (confidence) {
    case 'certain':
      return t('Certain: the dump proves it.');
    case 'likely':
      return t('Likely: it looks like this pattern.');
    case 'suspicious':
      return t('Suspicious: worth a look; the dump cannot tell.');
  }
}
