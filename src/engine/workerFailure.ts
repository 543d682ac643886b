import { MessageError, message } from '../base/message';

/** The worker ended by itself; `reason` is what its host says about it. */
export function engineCrashed(reason: string | undefined, cause?: Error): MessageError {
  return new MessageError(
    message(
      'engine.crashed',
      'The reader of profiles stopped unexpectedly ({reason}). Open the file again.',
      { reason: reason || 'no reason given' },
    ),
    { cause },
  );
}
