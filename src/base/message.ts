/**
 * A sentence for a person, as data: rooms without VS Code cannot translate, so they say the id, the arguments and the
 * English text; whoever shows it translates by the English text or prints it as it is.
 */
export interface Message {
  readonly id: string;
  /** English with `{name}` placeholders. */
  readonly english: string;
  readonly args: Readonly<Record<string, string | number>>;
}

export function message(id: string, english: string, args: Message['args'] = {}): Message {
  return { id, english, args };
}

/** The English text with its arguments filled in. */
export function formatMessage(message: Message, template: string = message.english): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(message.args, name) ? String(message.args[name]) : whole,
  );
}

/** An error whose text a person may read. Everything that crosses a room as a failure is one of these. */
export class MessageError extends Error {
  readonly detail: Message;

  constructor(detail: Message, options?: ErrorOptions) {
    super(formatMessage(detail), options);
    this.name = 'MessageError';
    this.detail = detail;
  }
}
