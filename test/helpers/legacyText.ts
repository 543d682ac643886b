import type { MessageError } from '../../src/base/message';
import { formatMessage } from '../../src/base/message';
import { type ProfileFile, readProfileFile } from '../../src/formats/pprof/profileFile';
import { lines, samplesText } from './profileText';

/** Reads a text as a profile, with the names in its comments; without the indentation of the source it is written in. */
export function readText(text: string, symbolize: 'recorded' | 'none' = 'recorded'): ProfileFile {
  return readProfileFile(Buffer.from(`${lines(text)}\n`), 'x.txt', symbolize);
}

/** The samples of a text, in the notation of `profileText.ts`, without the label that says the size of an object. */
export function checkText(text: string, expected: string, symbolize: 'recorded' | 'none' = 'recorded'): void {
  const { value } = readText(text, symbolize);
  const got = samplesText(value).replace(/ \{bytes=\d+\}/g, '');
  if (got !== lines(expected)) throw new Error(`got\n${got}\nexpected\n${lines(expected)}`);
}

/** The message that reading a text ends with. */
export function refusalOf(bytes: Uint8Array | string): string {
  try {
    readProfileFile(Buffer.from(bytes), 'x.txt');
  } catch (error) {
    if ((error as MessageError).name === 'MessageError') return (error as MessageError).message;
    throw error;
  }
  throw new Error('was accepted');
}

export function problemsOf({ problems }: ProfileFile): string[] {
  return problems.map(({ at, message }) => `${at}: ${formatMessage(message)}`);
}
