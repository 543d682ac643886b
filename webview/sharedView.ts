import { askedOf } from './query/apply';
import { formatAsked } from './query/format';
import { defaultState, restoreState, type ViewState } from './state';

/**
 * A view as others may have it: the fields that say something, as JSON. A link also says where one looks (`place`); a saved
 * view does not, because it holds for any profile. Sizes of panes are a person's own.
 */
export function shareView(state: ViewState, place: 'withPlace' | 'withoutPlace'): string {
  const { sizes: _, detailsOpen: _open, selection, zoom, goroutines, timeline, ...rest } = state;
  const write = (shared: object) => JSON.stringify(differences(shared, defaultState));
  if (place === 'withoutPlace') return write(rest);
  const text = write({ ...rest, selection, zoom, goroutines, timeline });
  // Deep stacks of long names: a link that is too long for a browser's address is none.
  return text.length <= mostSharedLength
    ? text
    : write({ ...rest, selection: withoutPath(selection), goroutines: withoutFlame(goroutines) });
}

/** What was shared, in place of `current`; null where it is no view. What it does not know is the default. */
export function takeView(
  text: string,
  current: ViewState,
  place: 'takePlace' | 'keepPlace',
): ViewState | null {
  let shared: unknown;
  try {
    shared = JSON.parse(text);
  } catch {
    // It may come from anywhere: whoever asks says what is wrong.
    return null;
  }
  if (typeof shared !== 'object' || shared === null || Array.isArray(shared)) return null;
  const taken = restoreState(shared);
  const { sizes, detailsOpen, selection, zoom, goroutines, timeline } = current;
  const kept = place === 'keepPlace' && { selection, zoom, goroutines, timeline };
  return { ...taken, sizes, detailsOpen, ...kept };
}

/** What a shared view asks and shows, in one line. */
export function describeView(text: string): string {
  const view = takeView(text, defaultState, 'takePlace');
  if (!view) return '';
  return [view.valueType ?? '', view.view ?? '', formatAsked(askedOf(view)), view.search]
    .filter((part) => part !== '')
    .join(' · ');
}

const mostSharedLength = 6000;

function withoutPath(selection: ViewState['selection']): ViewState['selection'] {
  return selection?.kind === 'function' ? { ...selection, path: null } : selection;
}

function withoutFlame(goroutines: ViewState['goroutines']): ViewState['goroutines'] {
  return { ...goroutines, flame: defaultState.goroutines.flame };
}

/** The fields of `value` that are others than in `plain`; one level below, the same of objects. */
function differences(value: object, plain: object): object {
  const before = new Map(Object.entries(plain));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const usual = before.get(name);
      if (JSON.stringify(field) === JSON.stringify(usual)) return [];
      return [[name, isRecord(field) && isRecord(usual) ? differences(field, usual) : field]];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
