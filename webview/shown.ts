import type { QuestionEffect } from '../src/model/question';
import type { ProfileFacts, SampleTypeFacts } from '../src/model/views';
import type { ProfileData, ProfileState } from './data';
import { type Emptiness, emptinessOf, shownSampleIndex } from './facts';
import { absentViews, effectiveView, type View, type ViewState } from './state';

/** Why there may be no picture: besides what the whole profile lets one see, the question may leave nothing of it. */
export type ShownEmptiness = Emptiness | { readonly kind: 'nothingLeft' };

/** What the page shows now, and what follows from it. Parts read it when they act; the page alone writes it. */
export class Shown {
  profile: ProfileState | null = null;
  /** null until the first question is answered. */
  data: ProfileData | null = null;
  state: ViewState;
  /** How much the question leaves; null where nothing is asked, or not known yet. */
  effect: QuestionEffect | null = null;

  constructor(state: ViewState) {
    this.state = state;
  }

  get sampleIndex(): number {
    return this.profile ? shownSampleIndex(this.profile.facts, this.state.valueType) : 0;
  }

  get type(): SampleTypeFacts {
    return this.facts.sampleTypes[this.sampleIndex]!;
  }

  /** With totals of what the question leaves, where percentages are to be of that. */
  get facts(): ProfileFacts {
    const { facts } = this.profile!;
    const { effect } = this;
    if (!effect || !this.state.report.relativePercentages) return facts;
    const sampleTypes = facts.sampleTypes.map((type, i) =>
      i === this.sampleIndex ? { ...type, total: effect.totalLeft } : type,
    );
    return { ...facts, sampleTypes };
  }

  get emptiness(): ShownEmptiness {
    const emptiness = emptinessOf(this.profile!.facts, this.sampleIndex);
    const isGone = emptiness.kind === 'values' && this.effect?.totalLeft === 0;
    return isGone ? { kind: 'nothingLeft' } : emptiness;
  }

  /** `width`: CSS pixels that the page has. */
  view(width: number): View {
    return effectiveView(this.state, width, this.#hasTrend);
  }

  absentViews(width: number): readonly View[] {
    return absentViews(width, this.#hasTrend);
  }

  get #hasTrend(): boolean {
    return this.profile?.trend != null;
  }
}
