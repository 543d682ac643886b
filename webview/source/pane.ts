import { ownName } from '../../src/base/splitName';
import { packageNameOf } from '../../src/model/goName';
import type { ListedFunction } from '../../src/model/sourceListing';
import type { SampleTypeFacts } from '../../src/model/views';
import type { SourceText } from '../../src/protocol/profileEditor';
import { amountText, exactText, markSign, shareText } from '../amounts';
import { createFunctionChoice } from '../chooseFunction';
import { errorText } from '../confidence';
import { createButton, createIcon } from '../controls';
import { deliver } from '../data';
import { createFigures } from '../details/sections';
import { element, fill } from '../dom';
import { createName } from '../names';
import { t, tMessage } from '../strings';
import { shortLocation } from '../table/layout';
import {
  AnswerPlace,
  answerKey,
  selectedFunction,
  type ViewActions,
  type ViewInput,
  type ViewPane,
} from '../viewPane';
import { displayCode, heatOf, type ListingLine, layoutListing, spanOf } from './lines';

/** The function that is selected, line by line: what each costs beside its code, as far as the code is at hand. */
export class SourcePane implements ViewPane {
  readonly element: HTMLElement;
  readonly #actions: ViewActions;
  readonly #answers: AnswerPlace;
  readonly #body: HTMLElement;
  #shown: ListedFunction | null = null;

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.#body = element('div', { class: 'listing-view', on: { keydown: (event) => this.#onKey(event) } });
    this.element = element(
      'section',
      { class: 'view-pane', attributes: { 'aria-label': t('Source') } },
      this.#body,
    );
    this.#answers = new AnswerPlace(this.#body, actions);
  }

  show(input: ViewInput): void {
    const { data, sampleIndex } = input;
    const fn = selectedFunction(input);
    const key = answerKey(input, fn?.name ?? '');
    this.#answers.ask(
      key,
      async () => {
        if (!fn) return { kind: 'choice', functions: await data.top(sampleIndex, 'functions') } as const;
        const listing = await data.sourceListing(fn.name, sampleIndex);
        return { kind: 'listing', listing } as const;
      },
      (answer) => {
        this.#shown = null;
        if (answer.kind === 'choice') {
          fill(
            this.#body,
            createFunctionChoice(
              t('The lines of a function'),
              t('Choose one here, in any other view, or with the search.'),
              answer.functions,
              input,
              this.#actions,
            ),
          );
          return;
        }
        const listed = chooseListed(answer.listing.functions, fn!.file);
        if (listed) this.#showFunction(listed, input.type.total, input);
        else fill(this.#body, noLines(fn!.name));
      },
    );
  }

  focus(): void {
    this.#answers.whenShown(() => {
      this.#body.querySelector<HTMLElement>('.listing-line[tabindex="0"], button')?.focus();
    });
  }

  /** The numbers first; the code when it has been read. */
  #showFunction(fn: ListedFunction, total: number, input: ViewInput): void {
    this.#shown = fn;
    this.#draw(fn, total, input, null, false);
    const { first, last } = spanOf(fn);
    void this.#actions.during(
      deliver(
        input.data.sourceText({
          file: fn.file,
          functionName: fn.name,
          startLine: fn.startLine,
          firstLine: first,
          lastLine: last,
        }),
        () => this.#shown === fn,
        (text) => this.#draw(fn, total, input, text, false),
        (error) =>
          this.#draw(fn, total, input, { state: 'missing', message: plainMessage(error.message) }, false),
      ),
    );
  }

  /** `anyway`: code that may not be what was profiled is shown all the same. */
  #draw(fn: ListedFunction, total: number, input: ViewInput, text: SourceText | null, anyway: boolean): void {
    const stale = text?.state === 'found' && text.stale !== null;
    const lines = layoutListing(fn, stale && !anyway ? null : text);
    const hadFocus = this.#body.contains(document.activeElement);
    fill(
      this.#body,
      this.#createHead(fn, text, input),
      this.#createNotice(text, stale && !anyway, () => this.#draw(fn, total, input, text, true)),
      lines.length === 0 ? noLines(fn.name) : this.#createTable(fn, lines, total, input),
    );
    if (hadFocus) this.focus();
  }

  #createHead(fn: ListedFunction, text: SourceText | null, { type, colourOf, data }: ViewInput): HTMLElement {
    const known = data.frameOf(fn.name);
    const place = text?.state === 'found' ? text.path : shortLocation(fn.file, 0);
    const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
    if (known >= 0) swatch.style.backgroundColor = colourOf(packageNameOf(fn.name));
    return element(
      'header',
      { class: 'listing-head' },
      element('h2', { title: fn.name }, known >= 0 ? swatch : null, createName(ownName(fn.name))),
      fn.file === ''
        ? null
        : element('button', {
            class: 'link listing-file',
            text: place,
            title: t('Open {location}', { location: fn.file }),
            attributes: { type: 'button' },
            on: { click: (event) => this.#open(fn, fn.startLine, event.altKey) },
          }),
      createFigures(type, [
        { label: t('flat'), value: fn.flat },
        { label: t('cum'), value: fn.cum },
      ]),
    );
  }

  /** What is wrong with the code, if anything is. */
  #createNotice(text: SourceText | null, hidden: boolean, onShow: () => void): HTMLElement | null {
    if (!text) return null;
    if (text.state === 'missing') {
      return notice(
        'info',
        t('{reason} Only the numbers are shown.', { reason: tMessage(text.message) }),
        null,
      );
    }
    if (text.stale) {
      const reason = tMessage(text.stale);
      return hidden
        ? notice(
            'warning',
            t('{reason} Its code is not shown beside numbers that belong to other lines.', { reason }),
            createButton(t('Show it all the same'), onShow),
          )
        : notice('warning', t('{reason} Numbers may stand beside the wrong lines.', { reason }), null);
    }
    if (text.shift === 0) return null;
    return notice(
      'info',
      t('The function has moved by {count} lines since; line numbers are those of the profile.', {
        count: Math.abs(text.shift),
      }),
      null,
    );
  }

  #createTable(
    fn: ListedFunction,
    lines: readonly ListingLine[],
    total: number,
    { type }: ViewInput,
  ): HTMLElement {
    const heaviest = Math.max(...fn.lines.map(({ cum }) => Math.abs(cum)), 0);
    const code = displayCode(lines);
    const first = lines.findIndex(({ cum }) => Math.abs(cum) === heaviest);
    const hasCode = lines.some((line) => line.code !== null);
    const rows = lines.map((line, i) => {
      const before = i === 0 ? line.line : lines[i - 1]!.line + 1;
      const row = this.#createLine(fn, line, code[i]!, heatOf(line.cum, heaviest), total, type);
      row.tabIndex = i === Math.max(0, first) ? 0 : -1;
      row.classList.toggle('after-gap', line.line > before && hasCode);
      return row;
    });
    const head = element(
      'div',
      { class: 'listing-row listing-titles', attributes: { 'aria-hidden': 'true' } },
      element('span', { class: 'listing-number', text: t('line') }),
      element('span', { class: 'listing-value', text: t('flat') }),
      element('span', { class: 'listing-value', text: t('cum') }),
      element('span', { class: 'listing-share', text: t('cum %') }),
      element('span', { class: 'listing-code' }),
    );
    return element(
      'div',
      {
        class: 'listing-lines',
        role: 'list',
        attributes: { 'aria-label': t('Lines of {name}', { name: fn.name }) },
      },
      head,
      ...rows,
    );
  }

  #createLine(
    fn: ListedFunction,
    line: ListingLine,
    code: string,
    heat: number,
    total: number,
    type: SampleTypeFacts,
  ): HTMLElement {
    const value = (amount: number) =>
      element('span', {
        class: 'listing-value',
        text: amount === 0 ? '' : amountText(amount, type),
        title: amount === 0 ? undefined : exactText(amount, type),
      });
    const share = total === 0 ? 0 : line.cum / total;
    const bar = element('span', { class: 'share-bar', attributes: { 'aria-hidden': 'true' } });
    bar.style.setProperty('--share', String(Math.min(1, Math.abs(share))));
    markSign(bar, line.cum, type);
    const twisty =
      line.inlined.length === 0
        ? null
        : element('span', { class: 'listing-twisty', attributes: { 'aria-hidden': 'true' } });
    const row = element(
      'div',
      {
        class: `listing-row listing-line${type.isDifference && line.cum < 0 ? ' shrank' : ''}`,
        role: 'listitem',
        title: lineTitle(line, type),
        attributes: {
          'data-heat': heat,
          'data-line': line.line,
          'aria-label': lineLabel(line, code, type, share),
          'aria-expanded': twisty ? 'false' : null,
        },
        on: {
          click: (event) => {
            if ((event.target as Element).closest('.listing-twisty')) this.#toggleInlined(row, line, type);
            else this.#open(fn, line.line, event.altKey);
          },
        },
      },
      element('span', { class: 'listing-number', text: line.line > 0 ? String(line.line) : '?' }),
      value(line.flat),
      value(line.cum),
      element(
        'span',
        { class: 'listing-share' },
        line.cum === 0 ? '' : shareText(share, type),
        line.cum === 0 ? null : bar,
      ),
      element('span', { class: 'listing-code' }, twisty, element('code', { text: code })),
    );
    return row;
  }

  /** The calls that were inlined at a line, below it. */
  #toggleInlined(row: HTMLElement, { inlined }: ListingLine, type: SampleTypeFacts): void {
    const open = row.getAttribute('aria-expanded') === 'true';
    row.setAttribute('aria-expanded', String(!open));
    if (open) {
      while (row.nextElementSibling?.classList.contains('listing-inlined')) row.nextElementSibling.remove();
      return;
    }
    const rows = inlined.map((each) => {
      const made = element(
        'div',
        {
          class: 'listing-row listing-inlined',
          role: 'listitem',
          title: `${each.name}\n${each.file}:${each.line}`,
          attributes: { tabindex: -1 },
          on: {
            click: (event) =>
              this.#actions.openSource({
                file: each.file,
                line: each.line,
                functionName: each.name,
                beside: event.altKey,
              }),
          },
        },
        element('span', { class: 'listing-number' }),
        element('span', {
          class: 'listing-value',
          text: each.flat === 0 ? '' : amountText(each.flat, type),
        }),
        element('span', { class: 'listing-value', text: each.cum === 0 ? '' : amountText(each.cum, type) }),
        element('span', { class: 'listing-share' }),
        element(
          'span',
          { class: 'listing-code' },
          element('span', { class: 'muted', text: t('inlined') }),
          createName(ownName(each.name)),
          element('span', { class: 'muted', text: shortLocation(each.file, each.line) }),
        ),
      );
      made.style.setProperty('--level', String(each.depth));
      return made;
    });
    row.after(...rows);
  }

  #open(fn: ListedFunction, line: number, beside: boolean): void {
    this.#actions.openSource({ file: fn.file, line, functionName: fn.name, beside });
  }

  #onKey(event: KeyboardEvent): void {
    const row = event.target as HTMLElement;
    if (!row.classList.contains('listing-row') || event.ctrlKey || event.metaKey) return;
    const rows = [...this.#body.querySelectorAll<HTMLElement>('.listing-line, .listing-inlined')];
    const at = rows.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) {
      const next = rows[Math.max(0, Math.min(rows.length - 1, to))]!;
      for (const each of rows) each.tabIndex = each === next ? 0 : -1;
      next.focus();
      next.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' || event.key === 'F12') row.click();
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      const wanted = event.key === 'ArrowRight' ? 'false' : 'true';
      if (row.getAttribute('aria-expanded') !== wanted) return;
      row.querySelector<HTMLElement>('.listing-twisty')?.click();
    } else return;
    event.preventDefault();
  }
}

/** Names may be declared in several files: the one meant, else the costliest. */
function chooseListed(functions: readonly ListedFunction[], file: string): ListedFunction | null {
  const same = functions.find((fn) => file !== '' && fn.file === file);
  return same ?? functions.toSorted((a, b) => Math.abs(b.cum) - Math.abs(a.cum))[0] ?? null;
}

function lineTitle(line: ListingLine, type: SampleTypeFacts): string {
  if (line.cum === 0 && line.flat === 0) return t('Open this line');
  const error = line.relativeError === null ? '' : ` ${errorText(line.relativeError)}`;
  return t('flat {flat}, cum {cum}; open this line', {
    flat: exactText(line.flat, type),
    cum: `${exactText(line.cum, type)}${error}`,
  });
}

function lineLabel(line: ListingLine, code: string, type: SampleTypeFacts, share: number): string {
  if (line.cum === 0 && line.flat === 0) return t('Line {line}: {code}', { line: line.line, code });
  return t('Line {line}: flat {flat}, cum {cum}, {share}: {code}', {
    line: line.line,
    flat: amountText(line.flat, type),
    cum: amountText(line.cum, type),
    share: shareText(share, type),
    code,
  });
}

function notice(icon: string, sentence: string, action: HTMLElement | null): HTMLElement {
  return element(
    'div',
    { class: `listing-notice ${icon}`, role: 'status' },
    createIcon(icon),
    element('span', { text: sentence }),
    action,
  );
}

function noLines(name: string): HTMLElement {
  return element(
    'div',
    { class: 'function-choice' },
    element('h2', { text: ownName(name) }),
    element('p', {
      class: 'muted',
      text: t('The profile has no lines with a cost for {name} in what is shown.', { name }),
    }),
  );
}

function plainMessage(english: string) {
  return { id: '', english, args: {} };
}
