import { packageNameOf } from '../../model/goName';
import type { SourceFact, SourceQuestion } from '../../model/sourceFacts';
import { factsOfFile } from '../../source/goFacts';
import { type GoOutline, LINE_STARTS, outlineGo } from '../../source/goOutline';
import type { RecordedFile } from '../../source/sourcePlaces';
import { assessFunctions } from '../../source/staleness';

export interface SourceTexts {
  /** The source of a recorded file as it is now; null where it is not at hand. */
  recordedText(file: RecordedFile): Promise<string | null>;
}

/** Lines that rules ask about lie in few files; a dump that names more of them is nobody's program. */
const mostFiles = 100;

/** Characters of a file: longer ones were generated, and would hold the host's thread. */
const mostFileText = 256 << 10;

/** Characters of all files together. */
const mostText = 16 << 20;

/**
 * What the sources say about the lines that rules ask for. Where a file has changed since the dump, about lines that can still be
 * told; where it is not at hand, nothing.
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
    if (text === null || text.length > Math.min(mostFileText, left)) continue;
    left -= text.length;
    facts.push(...(await factsOfNow(text, asked)));
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

/** Asks where the lines are now, and answers for where they were. */
async function factsOfNow(text: string, asked: readonly SourceQuestion[]): Promise<readonly SourceFact[]> {
  const outline = outlineGo(text);
  const recordedLine = new Map<number, number>();
  const now = asked.flatMap((question) => {
    const line = lineNow(outline, question);
    if (line === null) return [];
    // Two lines of the dump cannot be one: rather nothing of the rarer than something wrong.
    if ((recordedLine.get(line) ?? question.line) !== question.line) return [];
    recordedLine.set(line, question.line);
    return [{ ...question, line }];
  });
  // The host's thread is let go in between: generated files are long.
  await new Promise((resolve) => setTimeout(resolve));
  return factsOfFile(text, now, outline).map((fact) => ({ ...fact, line: recordedLine.get(fact.line)! }));
}

/**
 * A dump does not record where functions begin, but where a goroutine was started there is a `go` statement: it tells how far the
 * function moved. Other lines count while they lie in their function. null for what cannot be told.
 */
function lineNow(outline: GoOutline, { func, line, role }: SourceQuestion): number | null {
  const expects = role === 'created' ? { expects: [{ line, does: LINE_STARTS }] } : {};
  const recorded = { name: func, startLine: 0, firstLine: line, lastLine: line, ...expects };
  const [found] = assessFunctions(outline, [recorded]);
  return found?.kind === 'same' || found?.kind === 'moved' ? line + found.shift : null;
}
