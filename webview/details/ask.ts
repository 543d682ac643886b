import { questionKey } from '../../src/model/question';
import type { WireTopTable } from '../../src/protocol/profileEditor';
import type { ProfileData } from '../data';
import type { Selection } from '../state';
import type { DetailsContent } from './view';

export interface DetailsQuestion {
  readonly data: ProfileData;
  readonly sampleIndex: number;
  readonly selection: Selection | null;
  /** The selected call, where one is meant. */
  readonly node: number | null;
  /** null while it is under way. */
  readonly functions: WireTopTable | null;
}

/** Equal keys have equal answers. The path of a selection is left out: it only repeats the node. */
export function detailsKey({ data, sampleIndex, selection, node, functions }: DetailsQuestion): string {
  const about = selection?.kind === 'function' ? selection.name : selection;
  return JSON.stringify([data.key, sampleIndex, about, node, functions !== null]);
}

/** What the details should show; null where that cannot be told before the table of functions is there. */
export async function askDetails(question: DetailsQuestion): Promise<DetailsContent | null> {
  const { data, sampleIndex, selection, node, functions } = question;
  if (!selection) return { kind: 'overview', functions };
  if (selection.kind === 'file') {
    const [files, all] = await Promise.all([
      data.top(sampleIndex, 'files'),
      data.top(sampleIndex, 'functions'),
    ]);
    return { kind: 'file', file: selection.file, files, functions: all };
  }
  const frame = data.frameOf(selection.name);
  if (frame < 0) {
    return functions
      ? { kind: 'absent', name: selection.name, asked: questionKey(data.question) !== '' }
      : null;
  }
  const [details, nodeDetails] = await Promise.all([
    data.functionDetails(frame, sampleIndex),
    node === null ? null : data.nodeDetails(node, sampleIndex),
  ]);
  const line = selection.kind === 'line' ? selection.line : 0;
  return { kind: 'function', details, node: nodeDetails, line };
}
