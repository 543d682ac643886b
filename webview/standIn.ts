import { noQuestion, plainReport } from '../src/model/question';
import type { EditorActionId } from '../src/protocol/profileEditor';
import { createEmptyPage, createNothingLeftPage } from './notices';
import { askedOf } from './query/apply';
import { marksOf } from './query/asking';
import { askedOptions, formatOption } from './query/format';
import type { Asked } from './query/options';
import type { Shown } from './shown';
import type { Action } from './state';

/** What stands in place of the panes where there is nothing to show in them; null where there are values. */
export function createStandIn(
  shown: Shown,
  dispatch: (action: Action) => void,
  act: (id: EditorActionId) => void,
): HTMLElement | null {
  const { emptiness } = shown;
  if (emptiness.kind === 'values') return null;
  if (emptiness.kind === 'nothingLeft') return createNothingLeft(shown, dispatch);
  return createEmptyPage(
    shown.profile!,
    shown.sampleIndex,
    emptiness,
    (valueType) => dispatch({ type: 'valueType', valueType }),
    act,
  );
}

/** Options that match nothing stand first: they are likeliest to be wrong. */
function createNothingLeft({ state, effect }: Shown, dispatch: (action: Action) => void): HTMLElement {
  const asked = askedOf(state);
  const unmatched = new Set(marksOf(null, effect).keys());
  const chips = askedOptions({ ...asked, report: plainReport }).toSorted(
    (a, b) => Number(unmatched.has(b.option.name)) - Number(unmatched.has(a.option.name)),
  );
  const ask = (next: Asked) => dispatch({ type: 'ask', asked: next });
  return createNothingLeftPage(
    chips.map(formatOption),
    (position) => ask(chips[position]!.option.write(asked, '')),
    () => ask({ ...asked, question: noQuestion }),
  );
}
