import { MessageError, message } from '../../base/message';
import { dumpExtension } from '../../capture/captureName';
import type { DumpForm } from '../../model/goroutines';

export interface FormedFile {
  readonly name: string;
  /** null for a profile. */
  readonly form: DumpForm | null;
}

/** What the name alone tells: null is a profile, undefined nothing. */
export function formByName(fileName: string): DumpForm | null | undefined {
  if (fileName.endsWith(dumpExtension)) return 'stacks';
  return /\.(pb\.gz|pb|pprof|prof|pgo)$/.test(fileName) ? null : undefined;
}

/**
 * Dumps of one form are compared by their groups, all else as profiles, which counted goroutines are too. Throws a MessageError
 * for what cannot be compared.
 */
export function comparedAs(files: readonly FormedFile[]): 'dumps' | 'profiles' {
  const dump = files.find(({ form }) => form === 'stacks');
  const other = files.find(({ form }) => form !== 'stacks');
  if (!dump) return files.every(({ form }) => form === 'counts') ? 'dumps' : 'profiles';
  if (!other) return 'dumps';
  throw new MessageError(
    message(
      'compare.mixedForms',
      '{dump} holds the stacks of single goroutines, and {other} does not, so their groups could not be told to be the same. Compare goroutine dumps with goroutine dumps.',
      { dump: dump.name, other: other.name },
    ),
  );
}
