import type { GroupTable } from '../../model/goroutineReport';
import type { SourceQuestion } from '../../model/sourceFacts';
import { originNumber } from './frameFacts';
import { classNumber } from './stateClasses';

const mostQuestions = 200;

/** The user's lines where goroutines wait, and the user's `go` statements that made them: most goroutines first, at most 200. */
export function askSource(table: GroupTable): SourceQuestion[] {
  const { frames, strings } = table;
  const user = originNumber('user');
  const questions = new Map<string, { question: SourceQuestion; count: number }>();
  const ask = (role: SourceQuestion['role'], frame: number, count: number) => {
    const file = strings[frames.file[frame]!]!;
    if (file === '' || frames.line[frame] === 0) return;
    const question = { role, func: strings[frames.func[frame]!]!, file, line: frames.line[frame]! };
    const key = JSON.stringify(question);
    const known = questions.get(key);
    if (known) known.count += count;
    else questions.set(key, { question, count });
  };
  for (let group = 0; group < table.length; group++) {
    if (table.stateClass[group] === classNumber('runtime')) continue;
    const count = table.count[group]!;
    const top = table.topUser[group]!;
    if (top >= 0) ask('blocked', table.frame[table.frameStart[group]! + top]!, count);
    const creator = table.creator[group]!;
    if (creator >= 0 && frames.origin[creator] === user) ask('created', creator, count);
  }
  return [...questions.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, mostQuestions)
    .map(({ question }) => question);
}
