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

/** Tests one text against a search, or says that the expression is broken. */
export type Matcher = (candidate: string) => boolean;

/** null where the expression is broken. */
export function createMatcher(search: SearchText): Matcher | null {
  if (!search.regex) {
    const wanted = search.text.toLowerCase();
    return (candidate) => candidate.toLowerCase().includes(wanted);
  }
  try {
    const expression = new RegExp(search.text, 'u');
    return (candidate) => expression.test(candidate);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
