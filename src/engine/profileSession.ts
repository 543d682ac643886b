import { computeHeapShape } from '../analysis/heapShape';
import { computeProfileFacts } from '../analysis/profileFacts';
import { askProfile } from '../analysis/question/applyQuestion';
import { MessageError, message } from '../base/message';
import type { Profile } from '../model/profile';
import type { Params, ProfileQueries, QueryName, Result } from '../model/queries';
import { noQuestion, type Question, questionKey } from '../model/question';
import type { ProfileFacts } from '../model/views';
import { AskedProfile } from './askedProfile';
import type { OpenedProfile } from './openEvidence';

export type Answers<Names extends QueryName> = {
  readonly [Name in Names]: (params: Params<Name>) => Result<Name>;
};

/** What the last questions left is kept: Back and Forward are instant, memory stays bounded. */
const keptQuestions = 2;

/** An open profile, and what the latest questions left of it. */
export class ProfileSession {
  readonly profile: Profile;
  readonly facts: ProfileFacts;
  readonly opened: OpenedProfile;
  /** Counted stacks of goroutines are asked through a session of their own (goroutineSession). */
  readonly goroutines = null;
  readonly #whole: AskedProfile;
  /** Latest last. */
  readonly #asked = new Map<string, AskedProfile>();

  constructor(opened: OpenedProfile) {
    this.opened = opened;
    this.profile = opened.profile;
    this.facts = computeProfileFacts(
      opened.profile,
      opened.inflatedBytes,
      opened.memStats,
      opened.comparison,
    );
    const nothingAsked = { profile: opened.profile, unmatched: [], ranges: [] };
    this.#whole = new AskedProfile(nothingAsked, opened.profile, this.facts);
  }

  ask<Name extends QueryName>(query: Name, params: Params<Name>): Result<Name> {
    const answer = (this.#answers as Partial<Answers<QueryName>>)[query];
    if (!answer) throw noDump();
    return (answer as Answers<Name>[Name])(params);
  }

  readonly #answers: Answers<keyof ProfileQueries> = {
    top: (params) => this.#of(params).top(params),
    flame: (params) => this.#of(params).flame(params),
    search: (params) => this.#of(params).search(params),
    functionDetails: (params) => this.#of(params).functionDetails(params),
    nodeDetails: (params) => this.#of(params).nodeDetails(params),
    findFunction: (params) => this.#of(params).findFunction(params.name),
    lineCosts: (params) => this.#of(params).lineCosts(),
    callGraph: (params) => this.#of(params).callGraph(params),
    sourceListing: (params) => this.#of(params).sourceListing(params),
    tags: (params) => this.#of(params).tags(params),
    costSplit: (params) => this.#of(params).costSplit(params),
    export: (params) => this.#of(params).export(params),
    questionEffect: (params) => this.#of(params).effect(params),
    rawFacts: () => this.#whole.rawFacts(this.opened),
    heapShape: () => computeHeapShape(this.profile),
  };

  #of({ question }: { readonly question?: Question }): AskedProfile {
    const key = questionKey(question);
    if (key === '') return this.#whole;
    let asked = this.#asked.get(key);
    this.#asked.delete(key);
    asked ??= new AskedProfile(askProfile(this.profile, question ?? noQuestion), this.profile, this.facts);
    this.#asked.set(key, asked);
    for (const oldest of [...this.#asked.keys()].slice(0, -keptQuestions)) this.#asked.delete(oldest);
    return asked;
  }
}

/** Whoever asks for goroutines of another profile. */
export function noDump(): MessageError {
  return new MessageError(message('engine.noDump', 'This is no goroutine dump.'));
}
