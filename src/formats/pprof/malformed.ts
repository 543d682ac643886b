import { CursorError } from '../../base/byteCursor';

/** Content that breaks a rule of the format, at a byte of the inflated file. */
export function malformed(offset: number, reason: string): CursorError {
  return new CursorError(reason, offset);
}
