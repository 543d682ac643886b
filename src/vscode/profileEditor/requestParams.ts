import { MessageError, message } from '../../base/message';
import { exportFormats } from '../../model/exporting';
import type { TimeSpan } from '../../model/finding';
import type { Scope } from '../../model/queries';
import { noQuestion, type Question, type ReportOptions } from '../../model/question';
import { timelineSeries } from '../../model/timeline';
import { granularities, type TreeShape } from '../../model/views';
import type { EditorActionId, WebviewRequests } from '../../protocol/profileEditor';
import { maxSavedViewName, maxSavedViewState } from '../../protocol/savedView';
import type { TimelineExport } from '../../protocol/timelineEditor';
import { maxLinkState } from '../../protocol/viewLink';

type Params<Method extends keyof WebviewRequests> = WebviewRequests[Method]['params'];

/**
 * What a webview sends is untrusted: each reader takes exactly the fields it knows, in their types and ranges, or
 * throws a MessageError that names the field.
 */
export const readParams: { readonly [Method in keyof WebviewRequests]: (raw: unknown) => Params<Method> } = {
  ready: () => null,
  report: () => null,
  matchGroups: (raw) => ({ filter: text(fieldsOf(raw), 'filter', maxFilterLength) }),
  goroutines: (raw) => {
    const fields = fieldsOf(raw);
    return {
      group: fields.group === null ? null : index(fields, 'group'),
      ...filter(fields),
      offset: index(fields, 'offset'),
      limit: Math.min(index(fields, 'limit'), mostGoroutines),
    };
  },
  goroutineText: (raw) => ({ goroutine: index(fieldsOf(raw), 'goroutine') }),
  creatorTree: (raw) => filter(fieldsOf(raw)),
  waitTargets: (raw) => {
    const fields = fieldsOf(raw);
    return { group: fields.group === null ? null : index(fields, 'group') };
  },
  choosePiece: (raw) => ({ piece: index(fieldsOf(raw), 'piece') }),
  openText: (raw) => ({ line: index(fieldsOf(raw), 'line') }),
  compareDump: () => null,
  openRule: (raw) => ({ ruleId: text(fieldsOf(raw), 'ruleId', 10) }),
  timeline: (raw) => {
    const fields = fieldsOf(raw);
    return {
      ...span(fields),
      columns: Math.min(Math.max(1, index(fields, 'columns')), mostColumns),
      series: someOf(fields, 'series', timelineSeries),
    };
  },
  timelineMoment: (raw) => ({ timeMs: number(fieldsOf(raw), 'timeMs') }),
  timelineRange: (raw) => span(fieldsOf(raw)),
  memoryReport: (raw) => ({ range: optionalSpan(fieldsOf(raw)) }),
  whatIf: (raw) => {
    const fields = fieldsOf(raw);
    return { gogc: gogc(fields), memoryLimit: limit(fields, 'memoryLimit') };
  },
  setKnownLimits: (raw) => {
    const fields = fieldsOf(raw);
    return {
      memoryLimit: limit(fields, 'memoryLimit'),
      containerLimit: limit(fields, 'containerLimit'),
      gogc: gogc(fields),
    };
  },
  exportTimeline: (raw) => timelineExport(fieldsOf(raw)),
  captureNow: (raw) => ({ kind: oneOf(fieldsOf(raw), 'kind', ['heap', 'goroutines'] as const) }),
  captureWhen: (raw) => {
    const fields = fieldsOf(raw);
    return { heapLiveBytes: fields.heapLiveBytes === null ? null : index53(fields, 'heapLiveBytes') };
  },
  stopWatch: () => null,
  resumeWatch: () => null,
  openCapture: (raw) => ({ mark: index(fieldsOf(raw), 'mark') }),
  openGrowth: (raw) => span(fieldsOf(raw)),
  flame: (raw) => {
    const fields = fieldsOf(raw);
    const minShare = fields.minShare === undefined ? {} : { minShare: share(fields, 'minShare') };
    return { ...scope(fields), ...shape(fields), root: index(fields, 'root'), ...minShare };
  },
  top: (raw) => {
    const fields = fieldsOf(raw);
    const report = fields.report === undefined ? {} : { report: reportOptions(fields) };
    return { ...scope(fields), granularity: oneOf(fields, 'granularity', granularities), ...report };
  },
  callGraph: (raw) => {
    const fields = fieldsOf(raw);
    const peek = fields.peek === undefined ? {} : { peek: text(fields, 'peek', maxSearchLength) };
    return {
      ...scope(fields),
      granularity: oneOf(fields, 'granularity', granularities),
      report: reportOptions(fields),
      ...peek,
      ...(fields.picture === undefined ? {} : { picture: flag(fields, 'picture') }),
    };
  },
  search: (raw) => {
    const fields = fieldsOf(raw);
    return {
      ...scope(fields),
      ...shape(fields),
      text: text(fields, 'text', maxSearchLength),
      regex: flag(fields, 'regex'),
    };
  },
  functionDetails: (raw) => {
    const fields = fieldsOf(raw);
    return { ...scope(fields), frame: index(fields, 'frame') };
  },
  nodeDetails: (raw) => {
    const fields = fieldsOf(raw);
    return { ...scope(fields), ...shape(fields), node: index(fields, 'node') };
  },
  sourceListing: (raw) => {
    const fields = fieldsOf(raw);
    return { ...scope(fields), expression: text(fields, 'expression', maxPathLength) };
  },
  tags: (raw) => {
    const fields = fieldsOf(raw);
    return { ...scope(fields), mostValues: Math.min(index(fields, 'mostValues'), mostTagValues) };
  },
  questionEffect: (raw) => scope(fieldsOf(raw)),
  rawFacts: () => null,
  openSource: (raw) => {
    const fields = fieldsOf(raw);
    return {
      file: text(fields, 'file', maxPathLength),
      line: index(fields, 'line'),
      functionName: text(fields, 'functionName', maxPathLength),
      beside: flag(fields, 'beside'),
    };
  },
  sourceText: (raw) => {
    const fields = fieldsOf(raw);
    return {
      file: text(fields, 'file', maxPathLength),
      functionName: text(fields, 'functionName', maxPathLength),
      startLine: index(fields, 'startLine'),
      firstLine: index(fields, 'firstLine'),
      lastLine: index(fields, 'lastLine'),
    };
  },
  copy: (raw) => ({ text: text(fieldsOf(raw), 'text', maxCopyLength) }),
  copyLink: (raw) => ({ state: text(fieldsOf(raw), 'state', maxLinkState) }),
  costSplits: (raw) => scope(fieldsOf(raw)),
  exportView: (raw) => {
    const fields = fieldsOf(raw);
    const granularity =
      fields.granularity === undefined ? {} : { granularity: oneOf(fields, 'granularity', granularities) };
    const report = fields.report === undefined ? {} : { report: reportOptions(fields) };
    const root = fields.root === undefined ? {} : { root: index(fields, 'root') };
    return {
      ...scope(fields),
      ...shape(fields),
      ...granularity,
      ...report,
      ...root,
      format: oneOf(fields, 'format', exportFormats),
    };
  },
  compareAs: (raw) => {
    const fields = fieldsOf(raw);
    return {
      swap: flag(fields, 'swap'),
      mode: oneOf(fields, 'mode', ['base', 'diffBase'] as const),
      normalize: flag(fields, 'normalize'),
      state: text(fields, 'state', maxSavedViewState),
    };
  },
  savedViews: () => null,
  saveView: (raw) => {
    const fields = fieldsOf(raw);
    return {
      name: text(fields, 'name', maxSavedViewName),
      state: text(fields, 'state', maxSavedViewState),
    };
  },
  renameView: (raw) => {
    const fields = fieldsOf(raw);
    return { from: text(fields, 'from', maxSavedViewName), to: text(fields, 'to', maxSavedViewName) };
  },
  deleteView: (raw) => ({ name: text(fieldsOf(raw), 'name', maxSavedViewName) }),
  action: (raw) => ({ id: oneOf(fieldsOf(raw), 'id', actionIds) }),
};

const actionIds: readonly EditorActionId[] = ['openAsText', 'retry', 'openSample', 'raiseLimit'];

/** The host's thread looks at every value that goes to a page. */
const mostTagValues = 1000;
/** Wider than any screen. */
const mostColumns = 8192;
/** Go takes what fits into 32 bits. */
const mostGogc = 0x7fffffff;
const maxPicture = 1 << 26;
const maxSearchLength = 10_000;
const maxFilterLength = 10_000;
const mostGoroutines = 500;
/** Names of generic functions are long, but not longer than the linker's own limit on a symbol. */
const maxPathLength = 1 << 16;
/** A top table of 100,000 rows stays below. */
const maxCopyLength = 1 << 26;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(raw: unknown): Fields {
  if (typeof raw !== 'object' || raw === null) throw badField('params');
  return raw as Fields;
}

function scope(fields: Fields): Scope {
  return {
    sampleIndex: index(fields, 'sampleIndex'),
    ...(fields.question !== undefined && { question: question(fieldsOf(fields.question)) }),
    ...(fields.goroutines !== undefined && { goroutines: text(fields, 'goroutines', maxFilterLength) }),
  };
}

function filter(fields: Fields): { filter?: string } {
  return fields.filter === undefined ? {} : { filter: text(fields, 'filter', maxFilterLength) };
}

/** Every option that there is, as text or as a flag. */
function question(fields: Fields): Question {
  const read = Object.entries(noQuestion).map(([name, plain]) => [
    name,
    typeof plain === 'boolean' ? flag(fields, name) : text(fields, name, maxSearchLength),
  ]);
  return Object.fromEntries(read);
}

function reportOptions({ report }: Fields): ReportOptions {
  const fields = fieldsOf(report);
  return {
    mean: flag(fields, 'mean'),
    divideBy: number(fields, 'divideBy'),
    unit: text(fields, 'unit', 40),
    relativePercentages: flag(fields, 'relativePercentages'),
    dropNegative: flag(fields, 'dropNegative'),
    trim: flag(fields, 'trim'),
    nodeCount: number(fields, 'nodeCount'),
    nodeFraction: number(fields, 'nodeFraction'),
    edgeFraction: number(fields, 'edgeFraction'),
    sort: oneOf(fields, 'sort', ['flat', 'cum'] as const),
  };
}

function shape(fields: Fields): { shape?: TreeShape } {
  if (fields.shape === undefined) return {};
  const from = fieldsOf(fields.shape);
  const kind = oneOf(from, 'kind', ['topDown', 'bottomUp', 'callees', 'callers'] as const);
  if (kind === 'topDown' || kind === 'bottomUp') return { shape: { kind } };
  return { shape: { kind, frame: index(from, 'frame') } };
}

function span(fields: Fields): TimeSpan {
  return { fromMs: number(fields, 'fromMs'), toMs: number(fields, 'toMs') };
}

function optionalSpan(fields: Fields): TimeSpan | null {
  return fields.range === null ? null : span(fieldsOf(fields.range));
}

/** Bytes; Infinity is "none is set", null "not known". */
function limit(fields: Fields, name: string): number | null {
  if (fields[name] === null || fields[name] === Number.POSITIVE_INFINITY) return fields[name];
  return index53(fields, name);
}

/** Percent; -1 is off. */
function gogc({ gogc: value }: Fields): number | null {
  if (value === null || value === -1) return value;
  if (typeof value !== 'number' || !(value >= 0 && value <= mostGogc)) throw badField('gogc');
  return value;
}

/** Bytes of a process may be more than 32 bits count. */
function index53(fields: Fields, name: string): number {
  const value = fields[name];
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw badField(name);
  return value as number;
}

function timelineExport(fields: Fields): TimelineExport {
  const format = oneOf(fields, 'format', ['png', 'csv', 'history', 'alerts', 'hpa', 'incident'] as const);
  switch (format) {
    case 'png':
      return { format, bytes: picture(fields, 'bytes') };
    case 'csv':
      return {
        format,
        table: oneOf(fields, 'table', ['samples', 'cycles'] as const),
        range: optionalSpan(fields),
      };
    case 'incident':
      return { format, picture: picture(fields, 'picture') };
    default:
      return { format };
  }
}

/** A PNG by its first bytes. */
function picture(fields: Fields, name: string): Uint8Array {
  const bytes = fields[name];
  const isPng = bytes instanceof Uint8Array && bytes.length <= maxPicture && startsAsPng(bytes);
  if (!isPng) throw badField(name);
  return bytes;
}

function startsAsPng(bytes: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => bytes[i] === byte);
}

function someOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): readonly T[] {
  const values = fields[name];
  if (!Array.isArray(values)) throw badField(name);
  return allowed.filter((item) => values.includes(item));
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw badField(name);
  return value;
}

/** Positions and line numbers: whole, not negative, within 32 bits as all tables of the engine are. */
function index(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw badField(name);
  }
  return value;
}

function share(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw badField(name);
  return value;
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw badField(name);
  return value;
}

function text(fields: Fields, name: string, maxLength: number): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length > maxLength) throw badField(name);
  return value;
}

function oneOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = allowed.find((item) => item === fields[name]);
  if (value === undefined) throw badField(name);
  return value;
}

function badField(name: string): MessageError {
  return new MessageError(
    message('editor.badRequest', 'The view asked for something with an unusable "{name}".', { name }),
  );
}
