import type { GoroutineRow } from '../../src/model/goroutineReport';
import { deliver } from '../data';
import { element, fill } from '../dom';
import { formatInteger, t } from '../strings';
import type { GoroutineData } from './data';
import {
  createLinkButton,
  createMuted,
  createSection,
  createSectionHead,
  type DetailsCallbacks,
  type DetailsInput,
} from './detailsContent';
import { createRawText, GoroutineList, type ListInput } from './goroutineList';

/** The goroutines of a group and the text of the one that is looked at; empty until they are there. */
export function createGroupGoroutines(
  { data, report, filter }: DetailsInput,
  group: number,
  callbacks: DetailsCallbacks,
): HTMLElement {
  const place = element('div', { class: 'list-place' });
  if (report.groups.count[group] === 0) {
    fill(place, createMuted(t('Gone: the last dump has none of them.')));
    return place;
  }
  void deliver(
    data.goroutines(group, filter, 0),
    () => place.isConnected,
    ({ rows, total }) => showList(place, { data, group, filter, first: rows, total }, callbacks),
    (error) => fill(place, createMuted(error.message)),
  );
  return place;
}

function showList(place: HTMLElement, input: ListInput, callbacks: DetailsCallbacks): void {
  if (input.total === 0) return;
  const [only] = input.first;
  if (input.total === 1 && only) {
    // All that a row would say stands above.
    loadText(input.data, only, place, callbacks);
    return;
  }
  const text = element('div', { class: 'text-place' });
  const list = new GoroutineList(input, {
    onSelect: (row) => loadText(input.data, row, text, callbacks),
    onOpen: (row) => loadText(input.data, row, text, callbacks, (raw) => raw.focus()),
    onOpenText: (line) => callbacks.onOpenText(line),
    onCopy: (copied) => callbacks.onCopy(copied),
    say: (sentence) => callbacks.say(sentence),
  });
  fill(
    place,
    createSection(
      input.filter === '' ? t('Goroutines') : t('Goroutines that match'),
      element('span', { class: 'muted', text: formatInteger(input.total) }),
      list.element,
      text,
    ),
  );
  list.draw();
}

function loadText(
  data: GoroutineData,
  row: GoroutineRow,
  place: HTMLElement,
  callbacks: DetailsCallbacks,
  onShown: (raw: HTMLElement) => void = () => {},
): void {
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
      fill(place, createTextBar(row, text, callbacks), raw);
      onShown(raw);
    },
    (error) => fill(place, createMuted(error.message)),
  );
}

function createTextBar(
  row: GoroutineRow,
  text: string,
  { onOpenText, onCopy }: DetailsCallbacks,
): HTMLElement {
  return createSectionHead(
    row.goid >= 0 ? t('Goroutine {goid}', { goid: row.goid }) : t('As in the file'),
    element(
      'div',
      { class: 'section-links' },
      row.line > 0
        ? createLinkButton(t('Show in file, line {line}', { line: formatInteger(row.line) }), () =>
            onOpenText(row.line),
          )
        : null,
      createLinkButton(t('Copy'), () => onCopy(text)),
    ),
  );
}
