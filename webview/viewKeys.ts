import { type View, views } from './state';

/** The view before or after another, round at the ends. */
export function viewBeside(view: View, by: number, absent: readonly View[]): View {
  const present = views.filter((each) => !absent.includes(each));
  return present[(present.indexOf(view) + by + present.length) % present.length]!;
}

/** The view that a key means: digits count the views, brackets go to the one beside; null for other keys. */
export function viewOfKey(key: string, shown: View, absent: readonly View[]): View | null {
  if (key === '[' || key === ']') return viewBeside(shown, key === '[' ? -1 : 1, absent);
  const view = /^[1-9]$/.test(key) ? views[Number(key) - 1] : undefined;
  return view && !absent.includes(view) ? view : null;
}
