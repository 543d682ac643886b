import {
  formatChange,
  formatExact,
  formatExactChange,
  formatShare,
  formatShareChange,
  formatValue,
} from '../../src/base/units';
import { changeKind, changePercent, changeText, type Sides } from '../change';
import type { ValueFormat } from './contract';
import { allFrame, type Box, type FlameScene } from './scene';

export type Translate = (english: string, args?: Readonly<Record<string, string | number>>) => string;

/** What is said about a box, in the words and digits that people read. */
export interface BoxDescription {
  readonly name: string;
  readonly packageName: string;
  readonly cum: string;
  /** `30.0 MB → 68.0 MB · +127 %`, `new: 68.0 MB`; null in a profile that is no comparison. */
  readonly change: string | null;
  readonly cumExact: string;
  readonly shareOfTotal: string;
  /** Null for "all" and its children, where it would repeat the share of the total. */
  readonly shareOfParent: string | null;
  readonly flat: string;
  readonly flatExact: string;
  readonly flatShare: string;
  /** `cache.go:42` with its folders, '' when not recorded. */
  readonly location: string;
}

export function describeBox(scene: FlameScene, box: Box, format: ValueFormat, t: Translate): BoxDescription {
  const total = scene.total(box);
  const self = scene.self(box);
  const parent = scene.parent(box);
  const line = scene.startLine(box);
  const file = scene.file(box);
  const sides = scene.sides(box);
  const { value, exact, share } = sides ? asChange : asValue;
  return {
    name: boxName(scene, box, t),
    packageName: scene.packageName(box),
    cum: value(total, format.unit),
    cumExact: exact(total, format.unit),
    change: sides && changeText(sides, format.unit, t),
    shareOfTotal: share(ratio(total, format.total)),
    shareOfParent:
      parent && !sides && scene.depth(box) > 1
        ? formatShare(ratio(scene.weight(box), scene.weight(parent)))
        : null,
    flat: value(self, format.unit),
    flatExact: exact(self, format.unit),
    flatShare: share(ratio(self, format.total)),
    location: file === '' || line === 0 ? file : `${file}:${line}`,
  };
}

const asValue = { value: formatValue, exact: formatExact, share: formatShare };
const asChange = { value: formatChange, exact: formatExactChange, share: formatShareChange };

export function boxName(scene: FlameScene, box: Box, t: Translate): string {
  if (scene.frame(box) === allFrame) return t('all');
  return scene.name(box) || t('(unnamed function)');
}

/** What the picture as a whole is called, and the keys that lead through it. */
export function describeGraph(scene: FlameScene, format: ValueFormat, t: Translate): string {
  if (scene.isEmpty) return t('Flame graph without samples');
  const { type } = format;
  const { change, cum } = describeBox(scene, scene.root, format, t);
  return scene.isComparison
    ? t(
        'Differential flame graph of {type}: {change}. Blue boxes became less, orange ones more. Arrow keys move, Enter zooms in, Escape zooms out, F12 opens the source.',
        { type, change: change ?? '' },
      )
    : t(
        'Flame graph of {type}: {total}. Arrow keys move, Enter zooms in, Escape zooms out, F12 opens the source.',
        { type, total: cum },
      );
}

/** One sentence for a screen reader. */
export function announceBox(scene: FlameScene, box: Box, format: ValueFormat, t: Translate): string {
  const { name, cum, change, shareOfTotal, flat } = describeBox(scene, box, format, t);
  if (change) {
    return t('{name}: {change}, cum {cum}, flat {flat}, level {level}, {children} calls below', {
      name,
      change,
      cum,
      flat,
      level: scene.depth(box) + 1,
      children: scene.children(box).length,
    });
  }
  return t('{name}: cum {cum}, {share} of total, flat {flat}, level {level}, {children} calls below', {
    name,
    cum,
    share: shareOfTotal,
    flat,
    level: scene.depth(box) + 1,
    children: scene.children(box).length,
  });
}

/** `310 MB · 25 %`: what stands behind a name where there is room. Of a comparison `+38.0 MB · +127 %`, `+68.0 MB · new`. */
export function shortValue(total: number, format: ValueFormat, sides: Sides | null, t: Translate): string {
  if (sides) {
    const change = formatChange(sides.current - sides.base, format.unit);
    const kind = changeKind(sides);
    if (kind === 'new') return `${change} · ${t('new')}`;
    if (kind === 'gone') return `${change} · ${t('gone')}`;
    return kind === 'more' || kind === 'less' ? `${change} · ${changePercent(sides)}` : change;
  }
  return `${formatValue(total, format.unit)} · ${formatShare(ratio(total, format.total))}`;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
