import { formatChange, formatShare, formatShareChange, formatValue } from '../../src/base/units';
import { changeText } from '../change';
import { element } from '../dom';
import type { ValueFormat } from './contract';
import { boxName, type Translate } from './describe';
import { shortName } from './label';
import type { Box, FlameScene } from './scene';

/** A line of the tree: a call, or the offer to show more of a call's children. */
export interface TreeItem {
  readonly kind: 'call' | 'more';
  /** The call, or the call whose children are meant. */
  readonly box: Box;
  readonly node: number;
  readonly frame: number;
  readonly packageName: string;
  readonly level: number;
  readonly element: HTMLElement;
  readonly expandable: boolean;
}

/** Where a line stands among its siblings, as a screen reader says it. */
export interface TreePlace {
  /** 1 for "all". */
  readonly level: number;
  readonly setSize: number;
  readonly position: number;
}

export function createTreeItem(
  scene: FlameScene,
  box: Box,
  place: TreePlace,
  expanded: boolean,
  format: ValueFormat,
  t: Translate,
): TreeItem {
  const name = boxName(scene, box, t);
  const packageName = scene.packageName(box);
  const expandable = scene.hasChildren(box);
  const total = scene.total(box);
  const share = format.total === 0 ? 0 : total / format.total;
  const bar = element('span', { class: 'flame-tree-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.setProperty('--share', String(Math.min(1, Math.abs(share))));
  const sides = scene.sides(box);
  const write = sides ? formatChange : formatValue;
  const shareText = (sides ? formatShareChange : formatShare)(share);
  const cells = [
    element('span', { class: 'flame-tree-twisty', attributes: { 'aria-hidden': 'true' } }),
    element('span', { class: 'flame-tree-swatch', attributes: { 'aria-hidden': 'true' } }),
    nameCell(scene, box, shortName(name, packageName), t),
    element('span', { class: 'flame-tree-value', text: write(total, format.unit) }),
    element('span', { class: 'flame-tree-share' }, bar, element('span', { text: shareText })),
    element('span', {
      class: 'flame-tree-value flame-tree-flat',
      text: write(scene.self(box), format.unit),
    }),
  ];
  const line = createLine('', place, expandable ? expanded : null, ...cells);
  line.title = sides ? `${name}\n${changeText(sides, format.unit, t)}` : name;
  const said = {
    name: isFirstCaller(scene, box) ? t('called by {name}', { name }) : name,
    cum: write(total, format.unit),
    flat: write(scene.self(box), format.unit),
  };
  line.setAttribute(
    'aria-label',
    sides
      ? t('{name}, cum {cum}, {change}, flat {flat}', { ...said, change: changeText(sides, format.unit, t) })
      : t('{name}, cum {cum}, {share} of total, flat {flat}', { ...said, share: shareText }),
  );
  return {
    kind: 'call',
    box,
    node: scene.node(box),
    frame: scene.frame(box),
    packageName,
    level: place.level,
    element: line,
    expandable,
  };
}

/** Where callers and callees of one function stand side by side, the callers say what they are. */
function nameCell(scene: FlameScene, box: Box, text: string, t: Translate): HTMLElement {
  const label = isFirstCaller(scene, box) ? t('called by {name}', { name: text }) : text;
  return element('span', { class: 'flame-tree-name', text: label });
}

function isFirstCaller(scene: FlameScene, box: Box): boolean {
  return scene.isCaller(box) && scene.depth(box) === 1;
}

/** Names of the columns, for the eye: every line's label says them to a screen reader. */
export function createTreeHeader(t: Translate): HTMLElement {
  return element(
    'div',
    { class: 'flame-tree-header', attributes: { 'aria-hidden': 'true' } },
    element('span', { class: 'flame-tree-name', text: t('Function') }),
    element('span', { class: 'flame-tree-value', text: t('cum') }),
    element('span', { class: 'flame-tree-share' }, element('span'), element('span', { text: t('cum %') })),
    element('span', { class: 'flame-tree-value flame-tree-flat', text: t('flat') }),
  );
}

/** `12 more calls`: below the children of `parent` that are shown. */
export function createMoreItem(scene: FlameScene, parent: Box, place: TreePlace, text: string): TreeItem {
  const line = createLine(
    'flame-tree-more',
    place,
    null,
    element('span', { class: 'flame-tree-twisty', attributes: { 'aria-hidden': 'true' } }),
    element('span', { class: 'flame-tree-name', text }),
  );
  return {
    kind: 'more',
    box: parent,
    node: scene.node(parent),
    frame: -1,
    packageName: '',
    level: place.level,
    element: line,
    expandable: false,
  };
}

function createLine(
  extraClass: string,
  place: TreePlace,
  expanded: boolean | null,
  ...cells: HTMLElement[]
): HTMLElement {
  const line = element(
    'div',
    {
      class: `flame-tree-item ${extraClass}`.trim(),
      role: 'treeitem',
      attributes: {
        tabindex: -1,
        'aria-level': place.level,
        'aria-setsize': place.setSize,
        'aria-posinset': place.position,
        'aria-expanded': expanded === null ? null : String(expanded),
        'aria-selected': 'false',
      },
    },
    ...cells,
  );
  line.style.setProperty('--level', String(place.level - 1));
  return line;
}
