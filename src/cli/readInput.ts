import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { MessageError, message } from '../base/message';

/** What a file of the command line holds, under the name by which its content may be told; `-` is what is piped in. */
export async function readInput(
  file: string,
): Promise<{ readonly bytes: Uint8Array; readonly name: string }> {
  if (file === '-') return { bytes: await readPipe(), name: 'stdin' };
  try {
    return { bytes: await readFile(file), name: basename(file) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Node's own words for these name no file.
    if (code === 'EISDIR') {
      throw new MessageError(message('cli.folder', '{file} is a folder, not a file.', { file }), {
        cause: error,
      });
    }
    if (code === 'ERR_FS_FILE_TOO_LARGE') {
      throw new MessageError(
        message(
          'cli.tooLarge',
          '{file} is larger than 2 GB. Give a part of it: tail -c 1G {file} is its end.',
          {
            file,
          },
        ),
        { cause: error },
      );
    }
    throw error;
  }
}

async function readPipe(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
