import type { TagKey, TagReport, TagValue } from '../../src/model/tagReport';
import type { SampleTypeFacts } from '../../src/model/views';
import { amountText, exactText, markSign, shareText } from '../amounts';
import { createIconButton } from '../controls';
import { element, fill } from '../dom';
import { formatInteger, t } from '../strings';
import { AnswerPlace, answerKey, type ViewActions, type ViewInput, type ViewPane } from '../viewPane';
import { tagExpression } from './tagExpression';

/** Values of one key: a label with an id for each request has as many as there are samples. */
const mostValues = 200;

/** Label keys, and what the samples with each of their values weigh. */
export class TagsPane implements ViewPane {
  readonly element: HTMLElement;
  readonly #actions: ViewActions;
  readonly #answers: AnswerPlace;
  readonly #body: HTMLElement;
  #input: ViewInput | null = null;

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.#body = element('div', { class: 'tags-view' });
    this.element = element(
      'section',
      { class: 'view-pane', attributes: { 'aria-label': t('Tags') } },
      this.#body,
    );
    this.#answers = new AnswerPlace(this.#body, actions);
  }

  show(input: ViewInput): void {
    this.#input = input;
    const { data, sampleIndex } = input;
    this.#answers.ask(
      answerKey(input),
      () => data.tags(sampleIndex),
      (report) => this.#draw(report, input),
    );
  }

  focus(): void {
    this.#answers.whenShown(() => {
      this.#body.querySelector<HTMLElement>('button')?.focus();
    });
  }

  #draw(report: TagReport, input: ViewInput): void {
    if (report.keys.length === 0) {
      fill(this.#body, this.#createEmpty(input));
      return;
    }
    fill(
      this.#body,
      element('p', {
        class: 'muted tags-hint',
        text: t('Click a value to see only its samples (tagfocus); Alt+click leaves them out (tagignore).'),
      }),
      ...report.keys.map((key) => this.#createKey(key, input.type.total, input)),
    );
  }

  #createKey(key: TagKey, total: number, { type }: ViewInput): HTMLElement {
    const share = total === 0 ? 0 : key.total / total;
    const costly = key.values.filter(({ value }) => value !== 0);
    const hidden = key.valueCount - key.idleCount - Math.min(costly.length, mostValues);
    const idle = key.idleCount;
    return element(
      'section',
      { class: 'tag-key', attributes: { 'aria-label': key.key } },
      element(
        'div',
        { class: 'tag-head' },
        element('h3', { text: key.key }),
        element('span', {
          class: 'muted',
          text:
            key.valueCount === 1
              ? t('1 value')
              : t('{count} values', { count: formatInteger(key.valueCount) }),
        }),
        element('span', {
          class: 'tag-total',
          text: t('{value} · {share} of the total', {
            value: amountText(key.total, type),
            share: shareText(share, type),
          }),
        }),
      ),
      element(
        'div',
        { role: 'list' },
        ...costly.slice(0, mostValues).map((value) => this.#createValue(key, value, total, type)),
      ),
      hidden > 0
        ? element('p', {
            class: 'muted',
            text: t('and {count} lighter ones', { count: formatInteger(hidden) }),
          })
        : null,
      idle > 0
        ? element('p', {
            class: 'muted',
            text:
              idle === 1
                ? t('1 more value has no {type}', { type: type.type })
                : t('{count} more values have no {type}', { count: formatInteger(idle), type: type.type }),
          })
        : null,
    );
  }

  #createValue(key: TagKey, value: TagValue, total: number, type: SampleTypeFacts): HTMLElement {
    const share = total === 0 ? 0 : value.value / total;
    const bar = element('span', { class: 'row-bar', attributes: { 'aria-hidden': 'true' } });
    bar.style.width = `${Math.min(1, Math.abs(share)) * 100}%`;
    markSign(bar, value.value, type);
    const samples =
      value.samples === 1 ? t('1 sample') : t('{count} samples', { count: formatInteger(value.samples) });
    const text = value.text === '' ? t('(empty)') : value.text;
    const expression = tagExpression(key, value);
    const content = [
      element('span', { class: 'row-text', text }),
      element('span', { class: 'row-note', text: samples }),
      element('span', {
        class: 'row-value',
        text: amountText(value.value, type),
        title: exactText(value.value, type),
      }),
      element('span', { class: 'row-share' }, shareText(share, type), bar),
    ];
    if (expression === null) {
      const title = t('Several numbers are told by this text: ask for a range of {key} in the query bar.', {
        key: key.key,
      });
      return element(
        'div',
        { class: 'tag-value', role: 'listitem', title },
        element('div', { class: 'list-row' }, ...content),
      );
    }
    const names = { key: key.key, value: text };
    return element(
      'div',
      { class: 'tag-value', role: 'listitem' },
      element(
        'button',
        {
          class: 'list-row',
          title: t('See only samples with {key} = {value}. Alt+click leaves them out.', names),
          attributes: { type: 'button' },
          on: { click: (event) => this.#ask(event.altKey ? 'tagIgnore' : 'tagFocus', expression) },
        },
        ...content,
      ),
      createIconButton('close', t('Leave out {key} = {value}', names), () =>
        this.#ask('tagIgnore', expression),
      ),
    );
  }

  #ask(option: 'tagFocus' | 'tagIgnore', expression: string): void {
    const question = this.#input?.data.question;
    if (question)
      this.#actions.dispatch({ type: 'question', question: { ...question, [option]: expression } });
  }

  #createEmpty({ data, facts }: ViewInput): HTMLElement {
    const asked =
      data.question.tagFocus !== '' || data.question.tagShow !== '' || data.question.tagHide !== '';
    const code = 'pprof.Do(ctx, pprof.Labels("handler", name), func(ctx context.Context) { … })';
    return element(
      'div',
      { class: 'function-choice' },
      element('h2', {
        text: asked ? t('Nothing that is shown has labels.') : t('This profile has no labels.'),
      }),
      element('p', {
        class: 'muted',
        text:
          facts.kind === 'cpu' || facts.kind === 'goroutine'
            ? t(
                'Labels tell requests, tenants or jobs apart that run the same code. Give them to a part of the program with runtime/pprof, then capture again:',
              )
            : t(
                'Labels tell requests, tenants or jobs apart that run the same code. Go writes those of runtime/pprof into CPU and goroutine profiles:',
              ),
      }),
      element('code', { class: 'tags-example', text: code }),
    );
  }
}
