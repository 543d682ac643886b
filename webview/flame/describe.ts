import { formatExact, formatShare, formatValue } from '../../src/base/units';
import type { ValueFormat } from './contract';
import { allFrame, type Box, type FlameScene } from './scene';

export type Translate = (english: string, args?: Readonly<Record<string, string | number>>) => string;

/** What is said about a box, in the words and digits that people read. */
export interface BoxDescription {
  readonly name: string;
  readonly packageName: string;
  readonly cum: string;
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
  return {
    name: boxName(scene, box, t),
    packageName: scene.packageName(box),
    cum: formatValue(total, format.unit),
    cumExact: formatExact(total, format.unit),
    shareOfTotal: formatShare(ratio(total, format.total)),
    shareOfParent:
      parent && scene.depth(box) > 1 ? formatShare(ratio(scene.weight(box), scene.weight(parent))) : null,
    flat: formatValue(self, format.unit),
    flatExact: formatExact(self, format.unit),
    flatShare: formatShare(ratio(self, format.total)),
    location: file === '' || line === 0 ? file : `${file}:${line}`,
  };
}

export function boxName(scene: FlameScene, box: Box, t: Translate): string {
  if (scene.frame(box) === allFrame) return t('all');
  return scene.name(box) || t('(unnamed function)');
}

/** One sentence for a screen reader. */
export function announceBox(scene: FlameScene, box: Box, format: ValueFormat, t: Translate): string {
  const { name, cum, shareOfTotal, flat } = describeBox(scene, box, format, t);
  return t('{name}: cum {cum}, {share} of total, flat {flat}, level {level}, {children} calls below', {
    name,
    cum,
    share: shareOfTotal,
    flat,
    level: scene.depth(box) + 1,
    children: scene.children(box).length,
  });
}

/** `310 MB · 25 %`: what stands behind a name where there is room. */
export function shortValue(total: number, format: ValueFormat): string {
  return `${formatValue(total, format.unit)} · ${formatShare(ratio(total, format.total))}`;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
