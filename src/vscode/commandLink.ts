/**
 * The target of a link in trusted Markdown, or of a document link, that runs a command. Names and paths of evidence go into it:
 * whatever they hold, they end the link nowhere.
 */
export function commandLink(command: string, argument: unknown): string {
  const parameters = encodeURIComponent(JSON.stringify([argument]));
  // Left alone by encodeURIComponent; a parenthesis without its other half would end a link of Markdown.
  return `command:${command}?${parameters.replace(/[()]/g, (mark) => (mark === '(' ? '%28' : '%29'))}`;
}
