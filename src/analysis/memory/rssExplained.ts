import { type Message, message } from '../../base/message';
import { formatBytes, formatShare } from '../../base/units';
import type { TimeSpan } from '../../model/finding';
import type { MemoryField } from '../../model/memoryFields';
import type { RssExplained, RssPart } from '../../model/memoryReport';
import type { MemorySeries } from '../../model/memorySeries';
import { lastKnown, rowsWithin } from './windows';

const names: Readonly<Record<RssPart['id'], Message>> = {
  heapInuse: message('rss.heapInuse', 'Heap in use'),
  stacks: message('rss.stacks', 'Goroutine stacks'),
  runtime: message('rss.runtime', 'Rest of the Go runtime'),
  idleHeap: message('rss.idleHeap', 'Idle heap, not given back'),
  file: message('rss.file', 'Pages of files (binary, mapped files)'),
  lazyFree: message('rss.lazyFree', 'Given back lazily: the kernel may take it'),
  nonGo: message('rss.nonGo', 'Outside of the Go runtime (cgo, mmap)'),
  shared: message('rss.shared', 'Shared memory (shm, tmpfs)'),
};

/**
 * Resident memory at the last moment of `range` that tells it, in parts that sum to it. What the system counts by itself (pages of files,
 * shared ones, lazily freed ones) comes first, then what the runtime says it has mapped and not given back; the rest is
 * outside of the runtime. Pages that nobody has touched are not resident, so numbers of the runtime are upper bounds: where
 * they exceed what is resident they are cut, the likeliest to be touched last. null where no RSS is known.
 */
export function explainRss({ samples }: MemorySeries, range: TimeSpan | null = null): RssExplained | null {
  const { start, end } = rowsWithin(samples.timeMs, range);
  const column = samples.fields.RSS?.subarray(start, end);
  const row = column?.findLastIndex((value) => !Number.isNaN(value)) ?? -1;
  if (row < 0) return null;
  const last = (field: MemoryField) => lastKnown(samples.fields[field], { start, end: start + row + 1 });
  const rss = column![row]!;
  const parts: RssPart[] = [];
  let left = rss;
  const take = (id: RssPart['id'], bytes: number | null, how: RssPart['how']) => {
    const taken = Math.min(left, Math.max(0, bytes ?? 0));
    if (taken > 0) parts.push({ id, name: names[id], bytes: taken, how });
    left -= taken;
  };
  take('file', last('RSSFile') ?? last('PssFile'), 'measured');
  take('shared', last('RSSShmem') ?? last('PssShmem'), 'measured');
  take('lazyFree', last('LazyFree'), 'measured');
  const runtime = runtimeOf(last);
  if (!runtime) {
    if (left > 0) {
      const name = message('rss.unknown', 'Go runtime and all else: no MemStats beside it');
      parts.push({ id: 'nonGo', name, bytes: left, how: 'rest' });
    }
    return { rss, parts, message: messageOf(rss, parts, false, false) };
  }
  const { heapInuse, stacks, rest, idle } = runtime;
  const isCut = heapInuse + stacks + rest + idle > left;
  take('heapInuse', heapInuse, isCut ? 'bound' : 'measured');
  take('stacks', stacks, isCut ? 'bound' : 'measured');
  take('runtime', rest, 'bound');
  take('idleHeap', idle, 'bound');
  take('nonGo', left, 'rest');
  return { rss, parts, message: messageOf(rss, parts, true, isCut) };
}

/** What the runtime has mapped and not given back, by use: Sys − HeapReleased in four. null without MemStats. */
function runtimeOf(last: (field: MemoryField) => number | null): {
  readonly heapInuse: number;
  readonly stacks: number;
  readonly rest: number;
  readonly idle: number;
} | null {
  const [sys, heapInuse, heapIdle] = [last('Sys'), last('HeapInuse'), last('HeapIdle')];
  if (sys === null || heapInuse === null || heapIdle === null) return null;
  const stacks = last('StackInuse') ?? 0;
  return {
    heapInuse,
    stacks,
    rest: Math.max(0, sys - heapInuse - heapIdle - stacks),
    idle: Math.max(0, heapIdle - (last('HeapReleased') ?? 0)),
  };
}

function messageOf(rss: number, parts: readonly RssPart[], hasRuntime: boolean, isCut: boolean): Message {
  const sum = (ids: readonly RssPart['id'][]) =>
    parts.reduce((bytes, part) => (ids.includes(part.id) ? bytes + part.bytes : bytes), 0);
  if (!hasRuntime) {
    return message(
      'rss.noRuntime',
      'Of {rss} resident, how much is of the Go runtime is not told: MemStats of the same moment would.',
      { rss: formatBytes(rss) },
    );
  }
  if (isCut) {
    return message(
      'rss.cut',
      'The runtime has mapped more than is resident: of {rss}, all but pages of files, shared and lazily freed ones is taken for its own, and pages that nobody touched yet are not there.',
      { rss: formatBytes(rss) },
    );
  }
  const go = sum(['heapInuse', 'stacks', 'runtime', 'idleHeap']);
  const nonGo = sum(['nonGo', 'shared']);
  return message(
    'rss.explained',
    'Of {rss} resident, up to {go} ({goShare}) is of the Go runtime, {file} pages of files, and at least {nonGo} ({nonGoShare}) outside of the runtime, which no heap profile shows.',
    {
      rss: formatBytes(rss),
      go: formatBytes(go),
      goShare: formatShare(rss > 0 ? go / rss : 0),
      file: formatBytes(sum(['file'])),
      nonGo: formatBytes(nonGo),
      nonGoShare: formatShare(rss > 0 ? nonGo / rss : 0),
    },
  );
}
