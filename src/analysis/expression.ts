import { RE2JS } from 're2js';
import { MessageError, message } from '../base/message';

/** Tells whether a name matches. */
export type NameMatcher = (name: string) => boolean;

/**
 * An expression in Go's syntax (RE2), as in pprof's options: it matches anywhere in a name, and runs in linear time. A broken
 * one gives a MessageError that says where, and of which option it is.
 */
export function compileExpression(text: string, option = ''): NameMatcher {
  try {
    const compiled = RE2JS.compile(text);
    return (name) => compiled.test(name);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw new MessageError(
      option === ''
        ? message('search.badExpression', 'This is not a valid regular expression: {reason}.', { reason })
        : message('question.badExpression', '{option}: this is not a valid regular expression: {reason}.', {
            option,
            reason,
          }),
      { cause: error },
    );
  }
}
