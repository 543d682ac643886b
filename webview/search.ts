/** What a search field asks for: text in any case, or an expression written as `/…/`. */
export interface SearchText {
  readonly text: string;
  readonly regex: boolean;
}

/** null where there is nothing to look for. A lone or unclosed slash is text: file paths begin with one. */
export function parseSearch(input: string): SearchText | null {
  if (input === '') return null;
  const expression = /^\/(.+)\/$/s.exec(input);
  return expression ? { text: expression[1]!, regex: true } : { text: input, regex: false };
}

/** Tests one text against a search. */
export type Matcher = (candidate: string) => boolean;

let readExpression: ((text: string) => Matcher | null) | null = null;

/** What reads expressions is loaded with the first of them: few people ever write one. */
export async function loadExpressions(): Promise<void> {
  readExpression = (await import('./expression')).readExpression;
}

/** null where the expression is broken. Before expressions can be read, everything matches, and `ready` is called when they can. */
export function createMatcher(search: SearchText, ready: () => void): Matcher | null {
  if (!search.regex) {
    const wanted = search.text.toLowerCase();
    return (candidate) => candidate.toLowerCase().includes(wanted);
  }
  if (readExpression) return readExpression(search.text);
  void loadExpressions().then(ready);
  return () => true;
}
