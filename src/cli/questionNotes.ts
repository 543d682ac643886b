import type { Engine, ProfileEvidence } from '../engine/engine';
import { optionNames, type Question, questionKey } from '../model/question';

/** What stands on stderr beside a report: options that matched nothing, which is mostly a slip of the pen. */
export async function questionNotes(
  engine: Engine,
  { handle }: ProfileEvidence,
  sampleIndex: number,
  question: Question,
): Promise<string[]> {
  if (questionKey(question) === '') return [];
  const { unmatched } = await engine.ask(handle, 'questionEffect', { sampleIndex, question });
  return unmatched.map((option) => `--${optionNames[option].replaceAll('_', '-')} matched nothing`);
}
