import { packageNameOf } from '../../model/goName';
import type { SourceFact, SourceQuestion } from '../../model/sourceFacts';
import { fitByName } from '../../source/functionText';
import { factsOfFile } from '../../source/goFacts';
import type { RecordedFile } from '../../source/sourcePlaces';

export interface SourceTexts {
  /** The source of a recorded file as it is now; null where it is not at hand. */
  recordedText(file: RecordedFile): Promise<string | null>;
}

/** Lines that rules ask about lie in few files; a dump that names more of them is nobody's program. */
const mostFiles = 100;

/** Characters of all files together. */
const mostText = 16 << 20;

/**
 * What the sources say about the lines that rules ask for. Where a file has changed since the dump, about lines that still are in
 * their functions; where it is not at hand, nothing.
 */
export async function gatherSourceFacts(
  questions: readonly SourceQuestion[],
  texts: SourceTexts,
  signal?: AbortSignal,
): Promise<readonly SourceFact[]> {
  const facts: SourceFact[] = [];
  let left = mostText;
  for (const [file, asked] of [...byFile(questions)].slice(0, mostFiles)) {
    signal?.throwIfAborted();
    const text = await texts.recordedText({ path: file, packagePath: packageNameOf(asked[0]!.func) });
    if (text === null || text.length > left) continue;
    left -= text.length;
    const lasting = asked.filter((question) => holdsLine(text, question));
    facts.push(...factsOfFile(text, lasting));
  }
  return facts;
}

function byFile(questions: readonly SourceQuestion[]): ReadonlyMap<string, readonly SourceQuestion[]> {
  const files = new Map<string, SourceQuestion[]>();
  for (const question of questions) {
    if (!question.file.endsWith('.go')) continue;
    const known = files.get(question.file);
    if (known) known.push(question);
    else files.set(question.file, [question]);
  }
  return files;
}

/** A dump has no lines of definitions, so nothing tells where a line has moved: those that left their function say nothing. */
function holdsLine(text: string, { func, line }: SourceQuestion): boolean {
  const wanted = { functionName: func, startLine: 0, firstLine: line, lastLine: line };
  return fitByName(text, wanted).stale === null;
}
