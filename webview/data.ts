import { abortError, isAbortError } from '../src/base/rpc';
import type { CallGraphQuery, Scope } from '../src/model/queries';
import { type Question, type QuestionEffect, questionKey, type ReportOptions } from '../src/model/question';
import type { RawFacts } from '../src/model/rawFacts';
import type { SourceListing } from '../src/model/sourceListing';
import type { TagReport } from '../src/model/tagReport';
import {
  type FlameView,
  type FunctionDetails,
  type Granularity,
  type NodeDetails,
  type ProfileFacts,
  type SearchResult,
  type TreeShape,
  topDown,
} from '../src/model/views';
import type {
  EditorState,
  NamedSplit,
  SourceText,
  SourceTextQuery,
  WireCallGraph,
  WireTopTable,
} from '../src/protocol/profileEditor';
import type { Host } from './host';
import { KeptAnswers } from './keptAnswers';
import { exactly } from './query/format';
import type { SearchText } from './search';
import { reportKey } from './state';

export type ProfileState = Extract<EditorState, { kind: 'profile' }>;

/** A quarter of a pixel of a window that is 2000 wide. */
const leastSketchShare = 1 / 8000;

export interface FunctionName {
  readonly name: string;
  readonly file: string;
}

/**
 * Large answers of which one may ask for any number: parts of pictures, pictures around functions, trimmed tables, graphs.
 * Going back to the latest is instant, memory stays bounded.
 */
const keptLarge = 12;
/** Values of each label key: the heaviest are shown and complete what is typed. */
const keptTagValues = 500;
/** Details and listings of single functions and calls. */
const keptDetails = 300;

/**
 * The views of one revision of the profile as one question leaves it, each asked for once. Another revision or question
 * takes another object, because every id may be another; what is under way when it is disposed ends as an AbortError.
 */
export class ProfileData {
  readonly revision: number;
  readonly facts: ProfileFacts;
  readonly question: Question;
  /** The same for data with the same ids: revision and question. */
  readonly key: string;
  readonly #host: Host;
  /** Goes with every request. */
  readonly #asked: Pick<Scope, 'question' | 'goroutines'>;
  readonly #end = new AbortController();
  /** What there is once for each value type, granularity or direction. */
  readonly #views = new KeptAnswers();
  readonly #large = new KeptAnswers(keptLarge);
  readonly #details = new KeptAnswers(keptDetails);
  /** Functions by name and by id, from every table and picture seen so far: those of one value type have gaps. */
  readonly #frames = new Map<string, number>();
  readonly #functions = new Map<number, FunctionName>();
  #search: AbortController | null = null;

  /** `goroutines`: of a dump, the filter that they match; '' for all. */
  constructor(host: Host, state: ProfileState, question: Question, goroutines = '') {
    this.#host = host;
    this.revision = state.revision;
    this.facts = state.facts;
    this.question = question;
    const asked = questionKey(question);
    this.key = `${state.revision} ${asked}${goroutines === '' ? '' : ` ${JSON.stringify(goroutines)}`}`;
    this.#asked = { ...(asked !== '' && { question }), ...(goroutines !== '' && { goroutines }) };
  }

  top(sampleIndex: number, granularity: Granularity, report?: ReportOptions): Promise<WireTopTable> {
    const key = `top ${sampleIndex} ${granularity} ${report ? reportKey(report) : ''}`;
    return this.#once(report ? this.#large : this.#views, key, async (signal) => {
      const query = { sampleIndex, granularity, ...this.#asked, ...(report && { report }) };
      const table = await this.#host.request('top', query, signal);
      if (granularity === 'functions') this.#learn(table.frame, table.name, table.file);
      return table;
    });
  }

  /** What the question leaves; fails where it cannot be asked. */
  effect(sampleIndex: number): Promise<QuestionEffect> {
    return this.#once(this.#views, `effect ${sampleIndex}`, (signal) =>
      this.#host.request('questionEffect', { sampleIndex, ...this.#asked }, signal),
    );
  }

  flame(sampleIndex: number, root: number, shape: TreeShape = topDown): Promise<FlameView> {
    const key = `flame ${sampleIndex} ${root} ${JSON.stringify(shape)}`;
    const isWhole = root === 0 && !('frame' in shape);
    return this.#once(isWhole ? this.#views : this.#large, key, async (signal) => {
      const query = { sampleIndex, root, shape, ...this.#asked };
      const view = await this.#host.request('flame', query, signal);
      this.#learn(view.frames.id, view.frames.name, view.frames.file);
      return view;
    });
  }

  /** The boxes that a screen can show of the whole, from the root down. */
  flameSketch(sampleIndex: number): Promise<FlameView> {
    return this.#once(this.#large, `sketch ${sampleIndex}`, async (signal) => {
      const query = { sampleIndex, root: 0, minShare: leastSketchShare, ...this.#asked };
      const view = await this.#host.request('flame', query, signal);
      this.#learn(view.frames.id, view.frames.name, view.frames.file);
      return view;
    });
  }

  functionDetails(frame: number, sampleIndex: number): Promise<FunctionDetails> {
    return this.#once(this.#details, `function ${frame} ${sampleIndex}`, (signal) =>
      this.#host.request('functionDetails', { frame, sampleIndex, ...this.#asked }, signal),
    );
  }

  nodeDetails(node: number, sampleIndex: number, shape: TreeShape = topDown): Promise<NodeDetails> {
    return this.#once(this.#details, `node ${node} ${sampleIndex} ${JSON.stringify(shape)}`, (signal) =>
      this.#host.request('nodeDetails', { node, sampleIndex, shape, ...this.#asked }, signal),
    );
  }

  /** Relative standard error of a call's cum, null where it is exact. Not kept: a pointer passes over many calls. */
  async nodeError(
    node: number,
    sampleIndex: number,
    shape: TreeShape,
    signal: AbortSignal,
  ): Promise<number | null> {
    const both = AbortSignal.any([signal, this.#end.signal]);
    const query = { node, sampleIndex, shape, ...this.#asked };
    return (await this.#host.request('nodeDetails', query, both)).relativeError;
  }

  /** As a picture of the whole needs it (`picture`), or with all that fits the report. */
  callGraph(sampleIndex: number, report: ReportOptions, picture: boolean): Promise<WireCallGraph> {
    return this.#callGraph({ sampleIndex, granularity: 'functions', report, picture });
  }

  /** A function and its neighbours. */
  callsOf(name: string, sampleIndex: number, report: ReportOptions): Promise<WireCallGraph> {
    const peek = exactly(name);
    return this.#callGraph({ sampleIndex, granularity: 'functions', report, peek });
  }

  #callGraph(query: CallGraphQuery): Promise<WireCallGraph> {
    return this.#once(this.#large, `graph ${JSON.stringify(query)}`, (signal) =>
      this.#host.request('callGraph', { ...query, ...this.#asked }, signal),
    );
  }

  /** Lines of all functions of that name. */
  sourceListing(name: string, sampleIndex: number): Promise<SourceListing> {
    return this.#once(this.#details, `listing ${sampleIndex} ${name}`, (signal) =>
      this.#host.request('sourceListing', { sampleIndex, expression: exactly(name), ...this.#asked }, signal),
    );
  }

  /** Not kept: the file may change any time. */
  sourceText(wanted: SourceTextQuery): Promise<SourceText> {
    return this.#host.request('sourceText', wanted, this.#end.signal);
  }

  costSplits(sampleIndex: number): Promise<readonly NamedSplit[]> {
    // Not kept: other profiles come and go beside this one.
    return this.#host.request('costSplits', { sampleIndex, ...this.#asked }, this.#end.signal);
  }

  tags(sampleIndex: number): Promise<TagReport> {
    return this.#once(this.#views, `tags ${sampleIndex}`, (signal) =>
      this.#host.request('tags', { sampleIndex, mostValues: keptTagValues, ...this.#asked }, signal),
    );
  }

  rawFacts(): Promise<RawFacts> {
    return this.#once(this.#views, 'raw', (signal) => this.#host.request('rawFacts', null, signal));
  }

  /** Only the latest search counts: an older one still under way is cancelled. */
  search(sampleIndex: number, search: SearchText): Promise<SearchResult> {
    this.#search?.abort();
    this.#search = new AbortController();
    const signal = AbortSignal.any([this.#search.signal, this.#end.signal]);
    return this.#host.request('search', { sampleIndex, ...search, ...this.#asked }, signal);
  }

  /** The function of that name; -1 where none was seen. */
  frameOf(name: string): number {
    return this.#frames.get(name) ?? -1;
  }

  /** The function of that id, null where it was not seen. */
  functionOf(frame: number): FunctionName | null {
    return this.#functions.get(frame) ?? null;
  }

  get isEnded(): boolean {
    return this.#end.signal.aborted;
  }

  dispose(): void {
    this.#end.abort();
    for (const kept of [this.#views, this.#large, this.#details]) kept.clear();
  }

  #once<T>(kept: KeptAnswers, key: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#end.signal.aborted) return Promise.reject(abortError());
    return kept.of(key, () => ask(this.#end.signal));
  }

  #learn(ids: Uint32Array, names: readonly string[], files: readonly string[]): void {
    for (let i = 0; i < ids.length; i++) {
      this.#frames.set(names[i]!, ids[i]!);
      this.#functions.set(ids[i]!, { name: names[i]!, file: files[i]! });
    }
  }
}

/** How many questions' answers are kept: going back to one is instant, memory stays bounded. */
const keptQuestions = 4;

/** The data of the latest questions to one revision; a new revision ends them all. */
export class KeptData {
  #revision = -1;
  /** Latest last. */
  readonly #byKey = new Map<string, ProfileData>();

  /** `pinned` stays, however old: it is what is shown. */
  of(host: Host, state: ProfileState, question: Question, pinned: ProfileData | null): ProfileData {
    if (this.#revision !== state.revision) this.#clear();
    this.#revision = state.revision;
    const key = questionKey(question);
    const data = this.#byKey.get(key) ?? new ProfileData(host, state, question);
    this.#byKey.delete(key);
    this.#byKey.set(key, data);
    for (const [oldest, unused] of [...this.#byKey].slice(0, -keptQuestions)) {
      if (unused === pinned) continue;
      unused.dispose();
      this.#byKey.delete(oldest);
    }
    return data;
  }

  #clear(): void {
    for (const data of this.#byKey.values()) data.dispose();
    this.#byKey.clear();
  }
}

/** Runs `use` with the answer, `fail` with what a person may read; an answer that nobody waits for any more is dropped. */
export async function deliver<T>(
  answer: Promise<T>,
  isCurrent: () => boolean,
  use: (value: T) => void,
  fail: (error: Error) => void,
): Promise<void> {
  let value: T;
  try {
    value = await answer;
  } catch (error) {
    if (isAbortError(error) || !isCurrent()) return;
    fail(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  if (isCurrent()) use(value);
}
