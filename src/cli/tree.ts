import { toNumber } from '../base/int64';
import type { CallGraph, Engine, ProfileEvidence } from '../engine/engine';
import { printableName } from '../model/printableName';
import { type Command, type CommandResult, UsageError } from './command';
import { expressionAndFiles } from './expressionAndFiles';
import { openProfiles, sampleIndexOf } from './openProfiles';
import type { Options } from './options';
import { questionNotes } from './questionNotes';
import {
  errorOf,
  headLines,
  joinLines,
  jsonHead,
  jsonProblems,
  jsonText,
  jsonValue,
  showingLines,
  shownValues,
  undivided,
  type ValueText,
  valueText,
} from './reportText';

export const treeCommand: Command = {
  name: 'tree',
  args: 'FILE…',
  summary: 'functions with their callers and callees; trimmed as by pprof unless --no-trim',
  run: async (options, engine) => {
    if (options.args.length === 0) throw new UsageError('tree takes a file, got 0');
    const report = { ...options.report, trim: options.trim !== 'no' };
    return graph({ ...options, report }, engine, options.args);
  },
};

export const peekCommand: Command = {
  name: 'peek',
  args: 'RE FILE…',
  summary: 'callers and callees of the functions that match RE',
  run: async (options, engine) => {
    const { expression, files } = expressionAndFiles(peekCommand, options);
    const report = { ...options.report, trim: false };
    return graph({ ...options, report }, engine, files, expression);
  },
};

async function graph(
  options: Options,
  engine: Engine,
  files: readonly string[],
  peek?: string,
): Promise<CommandResult> {
  const profile = await openProfiles(engine, files, options);
  const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
  const { granularity, question, report } = options;
  const answer = await engine.ask(profile.handle, 'callGraph', {
    sampleIndex,
    granularity,
    question,
    report: undivided(report),
    peek,
  });
  if (peek !== undefined && answer.shown === 0)
    throw new UsageError(`no function matches "${peek}"`, { showsUsage: false });
  const entries = entriesOf(answer, Math.min(options.limit, answer.shown));
  return {
    text: options.json
      ? graphJson(options, profile, answer, entries, files)
      : graphText(options, profile, answer, entries, peek !== undefined),
    notes: await questionNotes(engine, profile, sampleIndex, question),
  };
}

/** A shown row with its edges: callers above it, callees below. */
interface Entry {
  readonly row: number;
  readonly callers: readonly number[];
  readonly callees: readonly number[];
}

function entriesOf(graph: CallGraph, limit: number): Entry[] {
  const entries = Array.from({ length: limit }, (_, row) => ({
    row,
    callers: [] as number[],
    callees: [] as number[],
  }));
  for (let edge = 0; edge < graph.edgeWeight.length; edge++) {
    entries[graph.edgeCallee[edge]!]?.callers.push(edge);
    entries[graph.edgeCaller[edge]!]?.callees.push(edge);
  }
  return entries;
}

const separator = `${'-'.repeat(58)}+${'-'.repeat(13)}`;
const columns = '      flat  flat%   sum%        cum   cum%   calls calls% + context';

function graphText(
  options: Options,
  profile: ProfileEvidence,
  graph: CallGraph,
  entries: readonly Entry[],
  isPeek: boolean,
): string {
  const { unit } = profile.facts.sampleTypes[graph.sampleIndex]!;
  const { total, flat, cum } = graph;
  const text = valueText(options.report, unit, total, shownValues(flat, cum, graph.shown));
  const lines: string[] = [];
  let sum = 0;
  for (const { row, callers, callees } of entries) {
    const own = toNumber(flat[row]!);
    const all = toNumber(cum[row]!);
    sum += own;
    lines.push(
      separator,
      ...callers.map((edge) => edgeLine(graph, edge, graph.edgeCaller[edge]!, all, text)),
      `${text.value(own).padStart(10)} ${text.share(own)} ${text.share(sum)} ${text.value(all).padStart(10)} ${text.share(all)}                | ${rowName(graph, row)}`,
      ...callees.map((edge) => edgeLine(graph, edge, graph.edgeCallee[edge]!, all, text)),
    );
  }
  let shownFlat = 0;
  for (let row = 0; row < graph.shown; row++) shownFlat += toNumber(flat[row]!);
  return joinLines([
    ...headLines(profile, options, graph.sampleIndex, total, text),
    ...showingLines(options.report, text, total, shownFlat, {
      dropped: graph.droppedNodes,
      // What -peek leaves out was not asked for.
      candidates: isPeek ? graph.shown : graph.candidates,
      shown: graph.shown,
    }),
    separator,
    columns,
    ...lines,
    ...(entries.length > 0 ? [separator] : []),
  ]);
}

function edgeLine(graph: CallGraph, edge: number, other: number, cum: number, text: ValueText): string {
  const weight = toNumber(graph.edgeWeight[edge]!);
  const inlined = graph.edgeInlined[edge] === 1 ? ' (inline)' : '';
  return `${text.value(weight).padStart(50)} ${text.share(weight, cum)} |   ${rowName(graph, other)}${inlined}`;
}

function graphJson(
  options: Options,
  profile: ProfileEvidence,
  graph: CallGraph,
  entries: readonly Entry[],
  files: readonly string[],
): string {
  const value = jsonValue(options.report);
  const edgeOf = (edge: number, other: number) => ({
    name: graph.name[other]!,
    file: graph.file[other]!,
    line: graph.line[other]!,
    weight: value(graph.edgeWeight[edge]!),
    inlined: graph.edgeInlined[edge] === 1,
    residual: graph.edgeResidual[edge] === 1,
  });
  return jsonText({
    ...jsonHead(profile, files, graph.sampleIndex),
    total: value(graph.total),
    droppedNodes: graph.droppedNodes,
    droppedEdges: graph.droppedEdges,
    nodes: entries.map(({ row, callers, callees }) => ({
      name: graph.name[row]!,
      file: graph.file[row]!,
      line: graph.line[row]!,
      flat: value(graph.flat[row]!),
      cum: value(graph.cum[row]!),
      flatError: errorOf(graph.flatError, row),
      cumError: errorOf(graph.cumError, row),
      callers: callers.map((edge) => edgeOf(edge, graph.edgeCaller[edge]!)),
      callees: callees.map((edge) => edgeOf(edge, graph.edgeCallee[edge]!)),
    })),
    problems: jsonProblems(profile),
  });
}

function rowName({ granularity, name, file, line, address }: CallGraph, row: number): string {
  return printableName(granularity, name[row]!, file[row]!, line[row]!, address?.[row]);
}
