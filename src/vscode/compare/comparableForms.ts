import { MessageError, message } from '../../base/message';
import { dumpExtension } from '../../capture/captureName';
import type { DumpForm } from '../../model/goroutines';

export interface FormedFile {
  readonly name: string;
  /** null where it holds no goroutines. */
  readonly form: DumpForm | null;
}

/** What the name alone tells: null is a profile, of goroutines or not, undefined nothing. */
export function formByName(fileName: string): DumpForm | null | undefined {
  if (fileName.endsWith(dumpExtension)) return 'stacks';
  return /\.(pb\.gz|pb|pprof|prof|pgo)$/.test(fileName) ? null : undefined;
}

/**
 * Texts of goroutines are compared by their groups, with goroutine profiles too; all else as profiles, goroutine profiles among
 * themselves too. Throws a MessageError for stacks of goroutines beside something that holds none.
 */
export function comparedAs(files: readonly FormedFile[]): 'dumps' | 'profiles' {
  const dump = files.find(({ form }) => form === 'stacks');
  const other = files.find(({ form }) => form === null);
  if (!other) return files.every(({ form }) => form === 'profile') ? 'profiles' : 'dumps';
  if (!dump) return 'profiles';
  throw new MessageError(
    message(
      'compare.mixedKinds',
      '{dump} is a goroutine dump, and {other} holds no goroutines. Compare goroutine dumps with goroutine dumps or goroutine profiles.',
      { dump: dump.name, other: other.name },
    ),
  );
}
