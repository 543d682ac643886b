import type { EditorAction, EditorActionId, EditorState } from '../src/protocol/profileEditor';
import { noDifferenceText } from './comparison';
import { createButton, createIcon } from './controls';
import type { ProfileState } from './data';
import { element } from './dom';
import { type Emptiness, emptyAdvice } from './facts';
import { t, tMessage } from './strings';

/** In place of a profile that could not be opened: what happened and what can be done. */
export function createErrorPage(
  state: Extract<EditorState, { kind: 'error' }>,
  onAction: (id: EditorActionId) => void,
): HTMLElement {
  return createPage({
    icon: 'error',
    title: t('{file} cannot be shown', { file: state.fileName }),
    sentences: [tMessage(state.message)],
    actions: state.actions.map((action: EditorAction, i) =>
      createButton(action.label, () => onAction(action.id), i === 0 ? 'primary' : 'secondary'),
    ),
  });
}

/** In place of a picture: a whole profile without values, or a value type without. */
export function createEmptyPage(
  state: ProfileState,
  sampleIndex: number,
  emptiness: Exclude<Emptiness, { kind: 'values' }>,
  onValueType: (type: string) => void,
  onAction: (id: EditorActionId) => void,
): HTMLElement {
  const { facts } = state;
  if (facts.comparison && facts.samples > 0) {
    const { type } = facts.sampleTypes[sampleIndex]!;
    const other = emptiness.kind === 'zeroType' ? facts.sampleTypes[emptiness.other]!.type : null;
    return createPage({
      icon: 'info',
      title: noDifferenceText(type),
      sentences: other === null ? [] : [t('{other} has changed.', { other })],
      actions:
        other === null
          ? []
          : [createButton(t('Show {type}', { type: other }), () => onValueType(other), 'primary')],
    });
  }
  if (emptiness.kind === 'zeroType') {
    const type = facts.sampleTypes[sampleIndex]?.type ?? '';
    const other = facts.sampleTypes[emptiness.other]!.type;
    return createPage({
      icon: 'info',
      title: t('{type} is 0 everywhere; {other} has data.', { type, other }),
      sentences: [],
      actions: [createButton(t('Show {type}', { type: other }), () => onValueType(other), 'primary')],
    });
  }
  return createPage({
    icon: 'info',
    title: facts.samples === 0 ? t('This profile has no samples.') : t('All samples of this profile are 0.'),
    sentences: [emptyAdvice(facts.kind)],
    actions: [createButton(t('Open a sample profile'), () => onAction('openSample'))],
  });
}

/** In place of a picture: the question leaves nothing. Every option can be taken back by itself. */
export function createNothingLeftPage(
  asked: readonly string[],
  onRemove: (position: number) => void,
  onRemoveAll: () => void,
): HTMLElement {
  const removals = asked
    .slice(0, 6)
    .map((text, i) => createButton(t('Remove {option}', { option: text }), () => onRemove(i)));
  const all = asked.length > 1 ? [createButton(t('Clear all'), onRemoveAll, 'primary')] : [];
  return createPage({
    icon: 'info',
    title: t('Nothing is left of this profile.'),
    sentences: [t('No sample fits what is asked: {asked}', { asked: asked.join('  ') })],
    actions: [...all, ...removals],
  });
}

/** One view could not be had; the rest of the page still works. `as`: where it is no failure, and another way leads on. */
export function createFailure(
  sentence: string,
  onAction: () => void,
  as: { readonly icon: string; readonly action: string } = { icon: 'error', action: t('Try again') },
): HTMLElement {
  return createPage({
    icon: as.icon,
    title: '',
    sentences: [sentence],
    actions: [createButton(as.action, onAction)],
  });
}

/** In place of everything: what there is to say, and what can be done. */
export function createNotice(notice: {
  readonly icon: string;
  readonly title: string;
  readonly sentences: readonly string[];
  readonly actions: readonly { readonly label: string; readonly run: () => void }[];
}): HTMLElement {
  return createPage({
    ...notice,
    actions: notice.actions.map(({ label, run }) => createButton(label, run)),
  });
}

export function createLoadingPage(): HTMLElement {
  return element('div', { class: 'page loading', role: 'status', text: t('Reading the file…') });
}

/** Above a profile whose file is gone. */
export function createDeletedBanner(fileName: string): HTMLElement {
  return element(
    'div',
    { class: 'banner', role: 'status' },
    createIcon('warning'),
    element('span', {
      text: t('{file} was deleted. What was read from it stays here until you close this tab.', {
        file: fileName,
      }),
    }),
  );
}

/** Above a comparison in which nothing has changed: a grey picture alone would leave it open. */
export function createNoDifferenceBanner(type: string): HTMLElement {
  return element(
    'div',
    { class: 'banner', role: 'status' },
    createIcon('info'),
    element('span', { text: noDifferenceText(type) }),
  );
}

function createPage(parts: {
  readonly icon: string;
  readonly title: string;
  readonly sentences: readonly string[];
  readonly actions: readonly HTMLElement[];
}): HTMLElement {
  return element(
    'div',
    { class: 'page' },
    element(
      'div',
      { class: 'page-content' },
      createIcon(parts.icon),
      parts.title === '' ? null : element('h1', { text: parts.title }),
      ...parts.sentences.map((text) => element('p', { text })),
      parts.actions.length > 0 ? element('div', { class: 'page-actions' }, ...parts.actions) : null,
    ),
  );
}
