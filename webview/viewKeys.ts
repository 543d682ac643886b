import { type View, views } from './state';

/** The view before or after another, round at the ends. */
export function viewBeside(view: View, by: number, absent: readonly View[]): View {
  const present = views.filter((each) => !absent.includes(each));
  return present[(present.indexOf(view) + by + present.length) % present.length]!;
}

const digits = '123456789';

/** The digit that goes to a view, '' for those beyond nine: 0 fits a picture into its window, and brackets reach them. */
export function keyOfView(view: View): string {
  return digits[views.indexOf(view)] ?? '';
}

/** The view that a key means: digits count the views, brackets go to the one beside; null for other keys. */
export function viewOfKey(key: string, shown: View, absent: readonly View[]): View | null {
  if (key === '[' || key === ']') return viewBeside(shown, key === '[' ? -1 : 1, absent);
  const view = views.find((each) => keyOfView(each) === key && !absent.includes(each));
  return key !== '' && view ? view : null;
}
