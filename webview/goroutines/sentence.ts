import { element } from '../dom';

/** A sentence of a rule: what stands between backticks is code. */
export function createSentence(text: string): readonly (HTMLElement | string)[] {
  return text
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 0 ? part : element('code', { text: part })))
    .filter((part) => part !== '');
}
