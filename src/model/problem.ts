import type { Message } from '../base/message';

/** Damage that did not stop the reading: where it is (for example "byte 1,234" or "line 41") and what it is. */
export interface Problem {
  readonly at: string;
  readonly message: Message;
}
