import { type Message, message } from '../../base/message';
import type { ProfileKind } from '../../model/profile';
import type { SampleTypeFacts } from '../../model/views';
import { type CostIndex, fileOfRow } from './costIndex';
import { beforePhrase, changePhrase, type Translate } from './lensText';
import { shortShare, shortShareChange, shortValue } from './shortNumbers';
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
  /** flat and what the standard library spent for the line. */
  readonly own: number;
  /** Of `own`. */
  readonly share: number;
}

/** All lines whose own cost reaches `minimumShare` (0 to 1) of the profile's total, hottest first. */
export function problemLines(index: CostIndex, typeIndex: number, minimumShare: number): ProblemLine[] {
  const { costs } = index;
  const type = costs.sampleTypes[typeIndex];
  const flats = costs.lineFlat[typeIndex];
  const owns = costs.lineOwn[typeIndex];
  const lines: ProblemLine[] = [];
  for (let row = 0; row < costs.line.length; row++) {
    const flat = flats[row];
    const own = owns[row];
    const share = Math.abs(shareOf(own, type));
    if (own === 0 || share < minimumShare) continue;
    lines.push({ file: fileOfRow(costs.lineStart, row), row, line: costs.line[row], flat, own, share });
  }
  return lines.sort((a, b) => b.share - a.share);
}

/** Of a comparison: lines that cost more than before. What became less is no problem. */
export function grownLines(index: CostIndex, typeIndex: number, minimumShare: number): ProblemLine[] {
  return problemLines(index, typeIndex, minimumShare).filter(({ own }) => own > 0);
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
  /** More of the value was spent in the standard library, for the line, than on the line itself. */
  readonly isInLibrary: boolean;
  /** ` ± 3 %` or ''. */
  readonly error: string;
  readonly fileName: string;
}

/** `base`: what the line had before. */
export interface GrowthText extends Omit<ProblemText, 'isInLibrary' | 'error'> {
  readonly base: number;
}

/** `38 % of inuse_space (1.2 GB ± 3 %) is allocated on this line and still in use — heap.pb.gz` */
export function problemMessage(text: ProblemText): Message {
  const { id, english } = sentenceFor(text);
  return message(id, english, {
    share: shortShare(shareOf(text.value, text.type)),
    value: `${shortValue(text.value, text.type.unit)}${text.error}`,
    type: text.type.type,
    profile: text.fileName,
  });
}

/** `inuse +38 MB (+127 %, was 30.0 MB) on this line, more than before — new.pb.gz − old.pb.gz` */
export function growthMessage(
  { kind, type, value, base, fileName }: GrowthText,
  translate: Translate,
): Message {
  return message(
    'overlay.problem.grown',
    '{change} ({share}, {before}) on this line, more than before — {profile}',
    {
      change: translate(changePhrase(kind, type, value)),
      share: shortShareChange(shareOf(value, type)),
      before: translate(beforePhrase(base, value, type.unit)),
      profile: fileName,
    },
  );
}

function sentenceFor({ kind, type, isInLibrary }: ProblemText): Sentence {
  switch (type.type) {
    case 'inuse_space':
    case 'inuse_objects':
      return isInLibrary ? sentences.inuseInLibrary : sentences.inuse;
    case 'alloc_space':
    case 'alloc_objects':
      return isInLibrary ? sentences.allocInLibrary : sentences.alloc;
    case 'cpu':
    case 'samples':
      return isInLibrary ? sentences.cpuInLibrary : sentences.cpu;
    case 'goroutine':
      return sentences.goroutine;
    case 'threadcreate':
      return sentences.thread;
    case 'delay':
    case 'contentions':
      // A mutex profile charges the holder at Unlock, a block profile the one that waits.
      return kind === 'mutex' ? sentences.mutex : sentences.block;
    default:
      return sentences.other;
  }
}

interface Sentence {
  readonly id: string;
  readonly english: string;
}

const sentences = {
  inuse: {
    id: 'overlay.problem.inuse',
    english: '{share} of {type} ({value}) is allocated on this line and still in use — {profile}',
  },
  inuseInLibrary: {
    id: 'overlay.problem.inuseInLibrary',
    english:
      '{share} of {type} ({value}) is allocated by the standard library for this line and still in use — {profile}',
  },
  alloc: {
    id: 'overlay.problem.alloc',
    english: '{share} of {type} ({value}) is allocated on this line — {profile}',
  },
  allocInLibrary: {
    id: 'overlay.problem.allocInLibrary',
    english: '{share} of {type} ({value}) is allocated by the standard library for this line — {profile}',
  },
  cpu: {
    id: 'overlay.problem.cpu',
    english: '{share} of the CPU time ({value}) is spent on this line — {profile}',
  },
  cpuInLibrary: {
    id: 'overlay.problem.cpuInLibrary',
    english: '{share} of the CPU time ({value}) is spent by the standard library for this line — {profile}',
  },
  goroutine: {
    id: 'overlay.problem.goroutine',
    english: '{share} of the goroutines ({value}) stand on this line — {profile}',
  },
  thread: {
    id: 'overlay.problem.thread',
    english: '{share} of the threads ({value}) were created on this line — {profile}',
  },
  mutex: {
    id: 'overlay.problem.mutex',
    english:
      '{share} of the {type} of others ({value}) is caused by the lock released on this line — {profile}',
  },
  block: {
    id: 'overlay.problem.block',
    english: '{share} of the {type} ({value}) is spent blocked on this line — {profile}',
  },
  other: {
    id: 'overlay.problem.other',
    english: '{share} of {type} ({value}) belongs to this line — {profile}',
  },
} as const satisfies Record<string, Sentence>;
