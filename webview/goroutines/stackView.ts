import { ownName } from '../../src/base/splitName';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { createIcon } from '../controls';
import { element } from '../dom';
import { createName } from '../names';
import { formatInteger, t } from '../strings';
import { shortLocation } from '../table/layout';
import type { GroupFrame } from './groups';
import { sourceOf } from './groupsTable';
import { placeOf } from './groupText';
import { foldStack, packagesOf } from './stackFolds';

/** A stack, innermost first, with the user's code in sight and what lies between folded; every line is a link. */
export function createStackView(
  stack: readonly GroupFrame[],
  creator: GroupFrame | null,
  onOpenSource: (target: SourceTarget) => void,
): HTMLElement {
  const rows = foldStack(stack).flatMap((part) =>
    part.kind === 'frame' ? [createFrame(part.frame, onOpenSource)] : createFold(part.frames, onOpenSource),
  );
  return element(
    'ol',
    { class: 'dump-stack' },
    ...rows,
    creator
      ? element(
          'li',
          { class: 'dump-frame created-by' },
          element('span', { class: 'muted', text: t('created by') }),
          ...frameParts(creator, onOpenSource),
        )
      : null,
  );
}

function createFold(
  frames: readonly GroupFrame[],
  onOpenSource: (target: SourceTarget) => void,
): readonly HTMLElement[] {
  const hidden = frames.map((frame) => createFrame(frame, onOpenSource));
  for (const row of hidden) row.hidden = true;
  const packages = packagesOf(frames);
  const named = packages.length > 3 ? `${packages.slice(0, 3).join(', ')}…` : packages.join(', ');
  const button = element(
    'button',
    {
      class: 'fold-button',
      title: frames.map(({ func }) => func).join('\n'),
      attributes: { type: 'button', 'aria-expanded': 'false' },
      on: {
        click: () => {
          const isOpen = button.getAttribute('aria-expanded') === 'true';
          button.setAttribute('aria-expanded', String(!isOpen));
          for (const row of hidden) row.hidden = isOpen;
        },
      },
    },
    createIcon('chevron'),
    element('span', {
      class: 'fold-text',
      text: t('{count} frames: {packages}', { count: formatInteger(frames.length), packages: named }),
    }),
  );
  return [element('li', { class: 'dump-frame fold' }, button), ...hidden];
}

function createFrame(frame: GroupFrame, onOpenSource: (target: SourceTarget) => void): HTMLElement {
  return element('li', { class: `dump-frame origin-${frame.origin}` }, ...frameParts(frame, onOpenSource));
}

function frameParts(frame: GroupFrame, onOpenSource: (target: SourceTarget) => void): readonly HTMLElement[] {
  const name = element('span', { class: 'frame-func', title: frame.func }, createName(ownName(frame.func)));
  if (frame.file === '') return [name];
  return [
    name,
    element('button', {
      class: 'link frame-place',
      text: shortLocation(frame.file, frame.line),
      title: t('Open {location}', { location: placeOf(frame) }),
      attributes: { type: 'button', 'aria-label': t('Open {location}', { location: placeOf(frame) }) },
      on: { click: (event) => onOpenSource(sourceOf(frame, event.altKey)) },
    }),
  ];
}
