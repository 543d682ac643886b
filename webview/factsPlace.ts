import type { CompareAs, EditorActionId } from '../src/protocol/profileEditor';
import { element, fill } from './dom';
import { Header } from './header';
import { createDeletedBanner, createNoDifferenceBanner } from './notices';
import type { Shown } from './shown';
import { createStandIn } from './standIn';
import type { Action } from './state';
import type { Toolbar } from './toolbar';

export interface FactsOptions {
  readonly toolbar: Toolbar;
  readonly dispatch: (action: Action) => void;
  readonly act: (id: EditorActionId) => void;
  readonly onCompareAs: (how: Omit<CompareAs, 'state'>) => void;
  readonly onPiece: (piece: number) => void;
}

/** What is said of the whole profile: the header, the banners below it, and what stands in place of panes without values. */
export class FactsPlace {
  readonly banners: readonly HTMLElement[];
  readonly empty = element('div', { class: 'empty-place', attributes: { hidden: '' } });
  readonly header: Header;
  readonly #options: FactsOptions;
  readonly #fileBanner = element('div', { class: 'banner-place' });
  readonly #sameBanner = element('div', { class: 'banner-place' });
  #told: Pick<Shown, 'profile' | 'sampleIndex' | 'effect'> | null = null;

  constructor(options: FactsOptions) {
    this.#options = options;
    this.header = new Header({
      onCompare: options.onCompareAs,
      onPage: (page) => options.dispatch({ type: 'goroutines', part: { page } }),
      onPiece: options.onPiece,
    });
    this.banners = [this.#fileBanner, this.#sameBanner];
  }

  /** Only what changed: a banner made anew would be read aloud again. */
  show(shown: Shown): void {
    const { sampleIndex, effect } = shown;
    const profile = shown.profile!;
    const before = this.#told;
    if (before?.profile === profile && before.sampleIndex === sampleIndex && before.effect === effect) return;
    this.#told = { profile, sampleIndex, effect };
    const { toolbar, dispatch, act } = this.#options;
    this.header.show(profile, sampleIndex, effect);
    toolbar.showTypes(profile.facts, sampleIndex);
    if (before?.profile?.fileState !== profile.fileState) {
      fill(this.#fileBanner, profile.fileState === 'deleted' ? createDeletedBanner(profile.fileName) : null);
    }
    fill(this.empty, createStandIn(shown, dispatch, act));
  }

  /** The value type in which both sides of a comparison are the same; null where they differ. */
  showSame(type: string | null): void {
    fill(this.#sameBanner, type === null ? null : createNoDifferenceBanner(type));
  }
}
