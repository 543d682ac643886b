import type { SourceFact, SourceQuestion } from '../model/sourceFacts';
import { channelFacts } from './facts/channelFacts';
import { connectionFacts } from './facts/connectionFacts';
import { contextFacts } from './facts/contextFacts';
import { lockFacts } from './facts/lockFacts';
import { timeFacts } from './facts/timeFacts';
import { type GoOutline, outlineGo } from './goOutline';
import { GoFile, type GoPlace, type ShownFact } from './goPlace';
import { loopAround } from './goScopes';
import { readGoTokens } from './goTokens';

/** What a Go file says about one line of it. */
export function factsAt(text: string, question: SourceQuestion): SourceFact[] {
  return factsOfFile(text, [question]);
}

/**
 * What a Go file says about lines of it: only what the code plainly shows. There is no parser and there are no types, so a name
 * that may mean two things gives no fact. Never throws; the time is linear in the text for each question.
 *
 * `file` of the questions is not looked at: they are about this text. `outline`: of the text, where the caller has it.
 */
export function factsOfFile(
  text: string,
  questions: readonly SourceQuestion[],
  outline?: GoOutline,
): SourceFact[] {
  if (questions.length === 0) return [];
  const file = new GoFile(outline ?? outlineGo(text), readGoTokens(text));
  const lines = text.split('\n');
  return questions.flatMap((question) => {
    const place = file.placeOf(question.line, question.role);
    if (!place) return [];
    return distinct(factsOfPlace(file, place)).map(({ kind, at }) => ({
      kind,
      file: question.file,
      line: question.line,
      at,
      code: codeOf(lines[at - 1] ?? ''),
    }));
  });
}

function factsOfPlace(file: GoFile, place: GoPlace): ShownFact[] {
  return [
    ...channelFacts(place),
    ...timeFacts(file, place),
    ...contextFacts(place),
    ...lockFacts(place),
    ...connectionFacts(place),
    ...startFacts(place),
  ];
}

/** The `go` statement: where it stands, and whether in a loop. */
function startFacts({ role, start }: GoPlace): ShownFact[] {
  if (!start) return [];
  const { scope, statement } = start;
  const { line } = scope.tokens;
  const loop = loopAround(scope, statement.keyword);
  return [
    ...(loop ? [{ kind: 'goInLoop' as const, at: line[statement.keyword]! }] : []),
    ...(role === 'blocked' ? [{ kind: 'startedAt' as const, at: line[statement.keyword]! }] : []),
  ];
}

function distinct(facts: readonly ShownFact[]): ShownFact[] {
  const kinds = new Set<string>();
  return facts.filter(({ kind }) => !kinds.has(kind) && kinds.add(kind));
}

const maximumCode = 120;

function codeOf(line: string): string {
  const code = line.trim();
  return code.length <= maximumCode ? code : `${code.slice(0, maximumCode - 1)}…`;
}
