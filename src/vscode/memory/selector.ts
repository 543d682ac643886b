/** Labels in braces with values in quotes, or nothing. */
export function isSelector(text: string): boolean {
  const label = '[a-zA-Z_][a-zA-Z0-9_]*\\s*(?:=~|!~|!=|=)\\s*"(?:[^"\\\\\\n]|\\\\.)*"';
  return new RegExp(`^\\s*(?:\\{\\s*${label}(?:\\s*,\\s*${label})*\\s*,?\\s*\\})?\\s*$`).test(text);
}
