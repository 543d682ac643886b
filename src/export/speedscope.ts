import { type Int64Column, toNumber } from '../base/int64';
import type { CallTree } from '../model/callTree';
import type { ValueType } from '../model/profile';
import { stackPaths } from './stackPaths';
import { TextPieces } from './textPieces';

/** One value type: what samples that end at each call node add up to. */
export interface SpeedscopeColumn {
  readonly type: ValueType;
  readonly self: Int64Column;
}

/**
 * speedscope's own file format (https://www.speedscope.app/file-format-schema.json): a sampled profile per value type, the
 * first one shown first. It knows no negative weights: what fell in a comparison becomes a profile of its own.
 */
export function exportSpeedscope(
  tree: CallTree,
  columns: readonly SpeedscopeColumn[],
  name: string,
): Uint8Array {
  const text = new TextPieces();
  text.push('{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[');
  const { frames } = tree;
  for (let frame = 0; frame < frames.length; frame++) {
    text.push(`${frame === 0 ? '' : ','}${JSON.stringify(frameOf(tree, frame))}`);
  }
  text.push(`]},"name":${JSON.stringify(name)},"activeProfileIndex":0,"exporter":"heaplens","profiles":[`);
  let isFirst = true;
  for (const column of columns) {
    for (const part of partsOf(column)) {
      text.push(isFirst ? '' : ',');
      isFirst = false;
      pushProfile(text, tree, part);
    }
  }
  text.push(']}\n');
  return text.finish();
}

function frameOf({ frames }: CallTree, frame: number) {
  const file = frames.file[frame]!;
  const line = frames.line[frame]!;
  return {
    name: frames.name[frame]! || '<unknown>',
    ...(file === '' ? {} : { file }),
    ...(line === 0 ? {} : { line }),
  };
}

interface Part {
  readonly title: string;
  readonly unit: string;
  readonly weight: (node: number) => number;
  readonly self: Int64Column;
}

function partsOf({ type, self }: SpeedscopeColumn): Part[] {
  const unit = unitOf(type.unit);
  const plain = { unit, self, weight: (node: number) => Math.max(0, toNumber(self[node]!)) };
  let hasNegative = false;
  for (let node = 0; node < self.length && !hasNegative; node++) hasNegative = toNumber(self[node]!) < 0;
  if (!hasNegative) return [{ ...plain, title: type.type }];
  return [
    { ...plain, title: `${type.type} more` },
    { unit, self, title: `${type.type} less`, weight: (node) => Math.max(0, -toNumber(self[node]!)) },
  ];
}

function pushProfile(text: TextPieces, tree: CallTree, { title, unit, weight, self }: Part): void {
  const weights: number[] = [];
  let total = 0;
  text.push(`{"type":"sampled","name":${JSON.stringify(title)},"unit":"${unit}","startValue":0,"samples":[`);
  for (const { node, frames } of stackPaths(tree, [self])) {
    const value = weight(node);
    if (value === 0) continue;
    text.push(`${weights.length === 0 ? '' : ','}[${frames.join()}]`);
    weights.push(value);
    total += value;
  }
  text.push(`],"weights":[`);
  for (const [at, value] of weights.entries()) text.push(`${at === 0 ? '' : ','}${value}`);
  text.push(`],"endValue":${total}}`);
}

/** The schema's units; all others are counts to it. */
function unitOf(unit: string): string {
  return ['bytes', 'nanoseconds', 'microseconds', 'milliseconds', 'seconds'].includes(unit) ? unit : 'none';
}
