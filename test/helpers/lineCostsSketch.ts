import type { LineCosts, SampleTypeFacts } from '../../src/model/views';

/**
 * Line costs as one would jot them down: value types as `inuse_space/bytes=1000` (with their totals), then per file its
 * functions with their start line, cum (flat is the sum of the lines') and lines with flat and cum per value type.
 */
export interface LineCostsSketch {
  readonly types: readonly string[];
  readonly files: Readonly<Record<string, readonly FunctionSketch[]>>;
}

export interface FunctionSketch {
  readonly name: string;
  readonly start: number;
  readonly cum: readonly number[];
  readonly lines: Readonly<Record<number, readonly (readonly [flat: number, cum: number, own?: number])[]>>;
}

export function sketchTypes(types: readonly string[]): SampleTypeFacts[] {
  return types.map((text) => {
    const [, type, unit, total] = /^(.+)\/(.+)=(.+)$/.exec(text) ?? [];
    return { type, unit, total: Number(total), sum: Number(total) };
  });
}

export function sketchLineCosts(sketch: LineCostsSketch): LineCosts {
  const sampleTypes = sketchTypes(sketch.types);
  const files = Object.keys(sketch.files);
  const functions = files.flatMap((file) => sketch.files[file]);
  const rows = functions.flatMap((fn, owner) =>
    Object.entries(fn.lines).map(([line, values]) => ({ line: Number(line), owner, values })),
  );
  const functionsBefore = files.map(
    (_, at) => files.slice(0, at).flatMap((file) => sketch.files[file]).length,
  );
  const linesBefore = functionsBefore.map((count) => rows.filter(({ owner }) => owner < count).length);
  const column = (pick: (type: number) => readonly number[]) =>
    sampleTypes.map((_, type) => Float64Array.from(pick(type)));
  const linesOf = (fn: FunctionSketch) => Object.keys(fn.lines).map(Number);
  const flatOf = (fn: FunctionSketch, type: number) =>
    Object.values(fn.lines).reduce((sum, values) => sum + values[type][0], 0);
  return {
    sampleTypes,
    files,
    lineStart: Uint32Array.from([...linesBefore, rows.length]),
    line: Float64Array.from(rows, ({ line }) => line),
    lineFunction: Uint32Array.from(rows, ({ owner }) => owner),
    lineFlat: column((type) => rows.map(({ values }) => values[type][0])),
    lineCum: column((type) => rows.map(({ values }) => values[type][1])),
    lineOwn: column((type) => rows.map(({ values }) => values[type][2] ?? values[type][0])),
    callerStart: new Uint32Array(rows.length + 1),
    callerName: [],
    callerValue: new Float64Array(),
    callerSampleIndex: 0,
    functionStart: Uint32Array.from([...functionsBefore, functions.length]),
    functionName: functions.map(({ name }) => name),
    functionStartLine: Float64Array.from(functions, ({ start }) => start),
    functionFirstLine: Float64Array.from(functions, (fn) => Math.min(...linesOf(fn))),
    functionLastLine: Float64Array.from(functions, (fn) => Math.max(...linesOf(fn))),
    functionFlat: column((type) => functions.map((fn) => flatOf(fn, type))),
    functionCum: column((type) => functions.map(({ cum }) => cum[type])),
    functionError: new Float64Array(functions.length).fill(Number.NaN),
    base: null,
  };
}
