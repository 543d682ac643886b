import { mkdtemp, realpath } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { MessageError, message } from '../base/message';

/** Where builds go, because test binaries must be allowed to run there. */
export async function makeTemporaryFolder(preferred: string): Promise<string> {
  const parent = preferred === '' ? os.tmpdir() : preferred;
  try {
    return await mkdtemp(path.join(await realpath(parent), 'heaplens-test-'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MessageError(
      message('gotool.temporary', 'No temporary folder could be made in {folder}: {reason}', {
        folder: parent,
        reason,
      }),
      { cause: error },
    );
  }
}
