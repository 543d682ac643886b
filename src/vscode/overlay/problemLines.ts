import { type Message, message } from '../../base/message';
import { formatShare, formatValue } from '../../base/units';
import type { ProfileKind } from '../../model/profile';
import type { SampleTypeFacts } from '../../model/views';
import { type CostIndex, type FunctionCost, fileOfRow } from './costIndex';
import { shareOf } from './shownTypes';

/** A line that Problems may list. */
export interface ProblemLine {
  /** Position in `costs.files`. */
  readonly file: number;
  /** Row in the line columns. */
  readonly row: number;
  /** As recorded. */
  readonly line: number;
  readonly flat: number;
  readonly share: number;
}

/** All lines whose flat reaches `minimumShare` (0 to 1) of the profile's total, hottest first. */
export function problemLines(index: CostIndex, typeIndex: number, minimumShare: number): ProblemLine[] {
  const { costs } = index;
  const type = costs.sampleTypes[typeIndex];
  const flats = costs.lineFlat[typeIndex];
  const lines: ProblemLine[] = [];
  for (let row = 0; row < costs.line.length; row++) {
    const flat = flats[row];
    const share = Math.abs(shareOf(flat, type));
    if (flat === 0 || share < minimumShare) continue;
    lines.push({ file: fileOfRow(costs.lineStart, row), row, line: costs.line[row], flat, share });
  }
  return lines.sort((a, b) => b.share - a.share);
}

/**
 * Takes the hottest of several profiles' lines in turn, as long as `place` finds a position for them, until `maximum` are
 * placed. `place` answers null for lines outside the workspace or without a certain place.
 */
export async function placeHottest<Line extends { readonly share: number }, Placed>(
  lines: readonly Line[],
  maximum: number,
  place: (line: Line) => Promise<Placed | null>,
): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const line of [...lines].sort((a, b) => b.share - a.share)) {
    if (placed.length >= maximum) break;
    const found = await place(line);
    if (found !== null) placed.push(found);
  }
  return placed;
}

/** Whether a recorded path can only be Go's own code, a module of somebody else, or made by cgo: never a Problem here. */
export function isForeignPath(recorded: string, functionName: string): boolean {
  const path = recorded.replaceAll('\\', '/');
  if (path === '' || /(?:^|\/)_cgo_|^<|^_cgo_gotypes\.go$/.test(path)) return true;
  if (/(?:^|\/)vendor\/|\/pkg\/mod\/|@v\d+[^/]*\//.test(path)) return true;
  return /^(?:runtime|syscall|internal\/[^.]*)\./.test(functionName);
}

export interface ProblemText {
  readonly kind: ProfileKind;
  readonly type: SampleTypeFacts;
  readonly value: number;
  /** ` ± 3 %` or ''. */
  readonly error: string;
  readonly fileName: string;
}

/** `38 % of inuse_space (1.20 GB ± 3 %) was allocated on this line and is still in use. heap.pb.gz` */
export function problemMessage(text: ProblemText): Message {
  const args = {
    share: formatShare(shareOf(text.value, text.type)),
    value: `${formatValue(text.value, text.type.unit)}${text.error}`,
    type: text.type.type,
    profile: text.fileName,
  };
  switch (text.type.type) {
    case 'inuse_space':
    case 'inuse_objects':
      return message(
        'overlay.problem.inuse',
        '{share} of {type} ({value}) is allocated on this line and still in use — {profile}',
        args,
      );
    case 'alloc_space':
    case 'alloc_objects':
      return message(
        'overlay.problem.alloc',
        '{share} of {type} ({value}) is allocated on this line — {profile}',
        args,
      );
    case 'cpu':
    case 'samples':
      return message(
        'overlay.problem.cpu',
        '{share} of the CPU time ({value}) is spent on this line — {profile}',
        args,
      );
    case 'goroutine':
      return message(
        'overlay.problem.goroutine',
        '{share} of the goroutines ({value}) stand on this line — {profile}',
        args,
      );
    case 'threadcreate':
      return message(
        'overlay.problem.thread',
        '{share} of the threads ({value}) were created on this line — {profile}',
        args,
      );
    case 'delay':
    case 'contentions':
      return text.kind === 'mutex' ? heldMessage(args) : blockedMessage(args);
    default:
      return message(
        'overlay.problem.other',
        '{share} of {type} ({value}) belongs to this line — {profile}',
        args,
      );
  }
}

// A mutex profile charges the holder at Unlock, a block profile the one that waits.
function heldMessage(args: Message['args']): Message {
  return message(
    'overlay.problem.mutex',
    '{share} of the {type} of others ({value}) is caused by the lock released on this line — {profile}',
    args,
  );
}

function blockedMessage(args: Message['args']): Message {
  return message(
    'overlay.problem.block',
    '{share} of the {type} ({value}) is spent blocked on this line — {profile}',
    args,
  );
}

/** The function that a line row belongs to. */
export function ownerOf(index: CostIndex, line: { file: number; row: number }): FunctionCost | null {
  const owner = index.costs.lineFunction[line.row];
  return index.functionsOf(line.file).find((item) => item.row === owner) ?? null;
}
