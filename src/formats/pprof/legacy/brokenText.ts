import { MessageError, message } from '../../../base/message';
import type { TextLines } from './textLines';

/** A text whose header was known and whose line does not have the form that `expected` notates. */
export function brokenText(name: string, lines: TextLines, expected: string): MessageError {
  const text = lines
    .text(240)
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffd]+/g, ' ')
    .trim()
    .slice(0, 60);
  return new MessageError(
    message(
      'legacy.broken',
      '{name} is not a whole profile in text form: line {line} should be "{expected}" and is "{text}". Copy or capture it again.',
      { name, line: lines.number, expected, text },
    ),
  );
}
