import { ByteCursor, CursorError } from '../../base/byteCursor';
import { MessageError, message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { Problem } from '../../model/problem';
import type { Profile, StringTable, ValueType } from '../../model/profile';
import { ByteStringTable } from '../stringTable';
import { kindOfProfile } from './kind';
import { ConcatenatedProfiles, type Layout, scanLayout } from './layout';
import { malformed } from './malformed';
import { type Pruning, planPruning } from './prune';
import { compileFrameRegexp } from './regexp';
import { decodeSamples } from './samples';
import { decodeTables, readStringIndex, type Tables } from './tables';
import { readMessage, skipField } from './wire';

/**
 * Reads an inflated pprof protobuf (google/pprof proto/profile.proto) as Go does: what `go tool pprof` refuses is refused,
 * with a MessageError that names the byte; what it accepts gives the same samples.
 */
export function decodePprof(bytes: Uint8Array, name: string): { value: Profile; problems: Problem[] } {
  const cursor = new ByteCursor(bytes);
  let layout: Layout | null = null;
  try {
    layout = scanLayout(cursor);
    return decodeLayout(cursor, layout, name);
  } catch (error) {
    if (error instanceof ConcatenatedProfiles) throw concatenated(name);
    if (!(error instanceof CursorError)) throw error;
    throw broken(name, bytes, error, layout);
  }
}

function decodeLayout(
  cursor: ByteCursor,
  layout: Layout,
  name: string,
): { value: Profile; problems: Problem[] } {
  const problems: Problem[] = [];
  const strings = new ByteStringTable(cursor.bytes, layout.strings.start, layout.strings.size);
  checkSingleIndices(layout);
  const sampleTypes = Array.from({ length: layout.sampleTypes.length }, (_, row) =>
    readValueType(cursor, layout, strings, layout.sampleTypes.start[row]!, layout.sampleTypes.size[row]!),
  );
  if (sampleTypes.length === 0 && layout.sampleCount > 0) throw malformed(0, 'samples without value types');
  // Every value takes a byte at least: columns are not made for more than the file can hold.
  if (sampleTypes.length * layout.sampleCount > cursor.bytes.length) {
    throw malformed(0, `too short for ${layout.sampleCount} samples of ${sampleTypes.length} values`);
  }
  const { periodType } = layout;
  const tables = decodeTables(cursor, layout);
  const pruning = pruningOf(layout, tables, strings, problems);
  const { samples, stacks } = decodeSamples(cursor, layout, tables.locationIds, pruning?.effect ?? null);
  const kept = distinctTypes(sampleTypes, name, problems);
  const profile = {
    sampleTypes: kept.map((type) => sampleTypes[type]!),
    defaultSampleIndex: defaultSampleIndex(
      kept.map((type) => sampleTypes[type]!),
      sampleTypes.length,
      strings.get(layout.defaultSampleType),
    ),
    strings,
    samples: { ...samples, values: kept.map((type) => samples.values[type]!) },
    stacks,
    locations: pruning?.locations ?? tables.locations,
    functions: tables.functions,
    mappings: tables.mappings,
    timeNanos: layout.timeNanos === 0n ? null : layout.timeNanos,
    durationNanos: layout.durationNanos,
    periodType: periodType && readValueType(cursor, layout, strings, periodType.start, periodType.size),
    period: layout.period,
    comments: layout.comments.map((index) => strings.get(index)),
    docUrl: strings.get(layout.docUrl),
    recorded: {
      dropFrames: strings.get(layout.dropFrames),
      keepFrames: strings.get(layout.keepFrames),
      defaultSampleType: strings.get(layout.defaultSampleType),
    },
  };
  return { value: { ...profile, kind: kindOfProfile(profile, name) }, problems };
}

function checkSingleIndices(layout: Layout): void {
  const { dropFrames, keepFrames, defaultSampleType, docUrl, comments } = layout;
  for (const index of [dropFrames, keepFrames, defaultSampleType, docUrl, ...comments]) {
    if (!(index >= 0 && index < layout.strings.length)) {
      throw malformed(0, `string ${index} of a table of ${layout.strings.length}`);
    }
  }
}

function readValueType(
  cursor: ByteCursor,
  layout: Layout,
  strings: StringTable,
  start: number,
  size: number,
): ValueType {
  let type = 0;
  let unit = 0;
  cursor.pos = start;
  readMessage(cursor, start + size, (field, wireType) => {
    if (field === 1) type = readStringIndex(cursor, wireType, layout);
    else if (field === 2) unit = readStringIndex(cursor, wireType, layout);
    else skipField(cursor, wireType);
  });
  return { type: strings.get(type), unit: strings.get(unit) };
}

function pruningOf(
  layout: Layout,
  tables: Tables,
  strings: StringTable,
  problems: Problem[],
): Pruning | null {
  const drop = strings.get(layout.dropFrames);
  if (drop === '') return null;
  const keep = strings.get(layout.keepFrames);
  try {
    return planPruning(
      tables.locations,
      tables.functions,
      strings,
      compileFrameRegexp(drop),
      keep === '' ? null : compileFrameRegexp(keep),
    );
  } catch (error) {
    problems.push({
      at: 'drop_frames',
      message: message(
        'pprof.badFrameExpression',
        'The expression for frames to drop or keep is not valid ({reason}), so no frame was dropped.',
        { reason: error instanceof Error ? error.message : String(error) },
      ),
    });
    return null;
  }
}

/** Value types whose name occurs once. Go drops the others when it merges, and refuses a file where none is left. */
function distinctTypes(sampleTypes: readonly ValueType[], name: string, problems: Problem[]): number[] {
  const occurrences = new Map<string, number>();
  for (const { type } of sampleTypes) occurrences.set(type, (occurrences.get(type) ?? 0) + 1);
  const kept = [...sampleTypes.keys()].filter((index) => occurrences.get(sampleTypes[index]!.type) === 1);
  if (kept.length === 0) {
    throw new MessageError(
      message(
        'pprof.noTypes',
        '{name} is a pprof profile without a usable value type, so it holds no numbers.',
        { name },
      ),
    );
  }
  for (const [type, count] of occurrences) {
    if (count === 1) continue;
    problems.push({
      at: 'sample_type',
      message: message(
        'pprof.duplicateType',
        'The value type "{type}" occurs {count} times, so its values are left out, as go tool pprof does.',
        { type, count },
      ),
    });
  }
  return kept;
}

/** Go takes the last type where the default is missing; where types were dropped and the default with them, the first. */
function defaultSampleIndex(kept: readonly ValueType[], originalCount: number, wanted: string): number {
  const found = wanted === '' ? -1 : kept.findIndex(({ type }) => type === wanted);
  if (found >= 0) return found;
  return kept.length < originalCount ? 0 : kept.length - 1;
}

function concatenated(name: string): MessageError {
  return new MessageError(
    message(
      'pprof.concatenated',
      '{name} holds two profiles written one after the other. Split it into its files, or merge them with "go tool pprof -proto A B".',
      { name },
    ),
  );
}

/** The bytes are no profile in protobuf, at least not a whole one: they may be one in another form. */
export class BrokenProtobuf extends MessageError {}

function broken(name: string, bytes: Uint8Array, error: CursorError, layout: Layout | null): BrokenProtobuf {
  const args = {
    name,
    offset: formatExact(error.offset, ''),
    size: formatExact(bytes.length, ''),
    reason: error.message,
  };
  if (layout === null && error.offset < 16) {
    return new BrokenProtobuf(
      message(
        'pprof.unknown',
        '{name} is not a pprof profile, nor any other format that Heaplens knows ({reason} at byte {offset}).',
        args,
      ),
      { cause: error },
    );
  }
  return new BrokenProtobuf(
    message(
      'pprof.broken',
      '{name} is not a whole pprof profile: it breaks at byte {offset} of {size} ({reason}). Copy or capture it again.',
      args,
    ),
    { cause: error },
  );
}
