import protobuf from 'protobufjs';

/**
 * The messages of perftools.profiles (profile.proto of google/pprof), encoded and decoded by protobufjs from a schema:
 * a second, independent opinion beside the decoder under test, and the maker of synthetic fixtures.
 * Every 64-bit integer is a bigint when decoded, and may be a number or a bigint when encoded.
 */
export type Integer = number | bigint;

export interface RawProfile<I = Integer> {
  sampleType?: { type?: I; unit?: I }[];
  sample?: RawSample<I>[];
  mapping?: RawMapping<I>[];
  location?: RawLocation<I>[];
  function?: RawFunction<I>[];
  stringTable?: string[];
  dropFrames?: I;
  keepFrames?: I;
  timeNanos?: I;
  durationNanos?: I;
  periodType?: { type?: I; unit?: I };
  period?: I;
  comment?: I[];
  defaultSampleType?: I;
  docUrl?: I;
}

export interface RawSample<I = Integer> {
  locationId?: I[];
  value?: I[];
  label?: { key?: I; str?: I; num?: I; numUnit?: I }[];
}

export interface RawMapping<I = Integer> {
  id?: I;
  memoryStart?: I;
  memoryLimit?: I;
  fileOffset?: I;
  filename?: I;
  buildId?: I;
  hasFunctions?: boolean;
  hasFilenames?: boolean;
  hasLineNumbers?: boolean;
  hasInlineFrames?: boolean;
}

export interface RawLocation<I = Integer> {
  id?: I;
  mappingId?: I;
  address?: I;
  line?: { functionId?: I; line?: I; column?: I }[];
  isFolded?: boolean;
}

export interface RawFunction<I = Integer> {
  id?: I;
  name?: I;
  systemName?: I;
  filename?: I;
  startLine?: I;
}

/** Bytes of the protobuf message, not compressed. Fields that are absent or 0 are not written. */
export function encodeProfile(profile: RawProfile): Uint8Array {
  return profileType.encode(profileType.fromObject(toDigits(profile) as object)).finish();
}

/** Reads an uncompressed message; repeated fields are always present, everything else only where the bytes have it. */
export function decodeProfile(bytes: Uint8Array): RawProfile<bigint> {
  const message = profileType.decode(bytes);
  return fromDigits(profileType.toObject(message, { arrays: true, longs: String })) as RawProfile<bigint>;
}

const fieldsByMessage: Readonly<Record<string, readonly string[]>> = {
  Profile: [
    '1 repeated ValueType sampleType',
    '2 repeated Sample sample',
    '3 repeated Mapping mapping',
    '4 repeated Location location',
    '5 repeated Function function',
    '6 repeated string stringTable',
    '7 optional int64 dropFrames',
    '8 optional int64 keepFrames',
    '9 optional int64 timeNanos',
    '10 optional int64 durationNanos',
    '11 optional ValueType periodType',
    '12 optional int64 period',
    '13 repeated int64 comment',
    '14 optional int64 defaultSampleType',
    '15 optional int64 docUrl',
  ],
  ValueType: ['1 optional int64 type', '2 optional int64 unit'],
  Sample: ['1 repeated uint64 locationId', '2 repeated int64 value', '3 repeated Label label'],
  Label: ['1 optional int64 key', '2 optional int64 str', '3 optional int64 num', '4 optional int64 numUnit'],
  Mapping: [
    '1 optional uint64 id',
    '2 optional uint64 memoryStart',
    '3 optional uint64 memoryLimit',
    '4 optional uint64 fileOffset',
    '5 optional int64 filename',
    '6 optional int64 buildId',
    '7 optional bool hasFunctions',
    '8 optional bool hasFilenames',
    '9 optional bool hasLineNumbers',
    '10 optional bool hasInlineFrames',
  ],
  Location: [
    '1 optional uint64 id',
    '2 optional uint64 mappingId',
    '3 optional uint64 address',
    '4 repeated Line line',
    '5 optional bool isFolded',
  ],
  Line: ['1 optional uint64 functionId', '2 optional int64 line', '3 optional int64 column'],
  Function: [
    '1 optional uint64 id',
    '2 optional int64 name',
    '3 optional int64 systemName',
    '4 optional int64 filename',
    '5 optional int64 startLine',
  ],
};

const profileType = buildSchema().lookupType('perftools.profiles.Profile');

function buildSchema(): protobuf.Root {
  const root = new protobuf.Root();
  const namespace = root.define('perftools.profiles');
  for (const [name, fields] of Object.entries(fieldsByMessage)) {
    const type = new protobuf.Type(name);
    for (const field of fields) {
      const [id, rule, fieldType, fieldName] = field.split(' ') as [string, string, string, string];
      const repeated = rule === 'repeated' ? rule : undefined;
      // Go packs repeated integers; protobufjs ignores the option where packing makes no sense.
      type.add(new protobuf.Field(fieldName, Number(id), fieldType, repeated, undefined, { packed: true }));
    }
    namespace.add(type);
  }
  return root;
}

/** protobufjs takes 64-bit integers as decimal strings and keeps all their digits. */
function toDigits(value: unknown): unknown {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value).toString();
  if (Array.isArray(value)) return value.map(toDigits);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toDigits(field)]));
}

/** Every string outside the string table is an integer's digits. */
function fromDigits(value: unknown, key = ''): unknown {
  if (key === 'stringTable') return value;
  if (typeof value === 'string') return BigInt(value);
  if (Array.isArray(value)) return value.map((item) => fromDigits(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, fromDigits(field, name)]));
}
