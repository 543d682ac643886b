import { ownName } from '../../base/splitName';
import { quoteFilterValue } from '../../model/goroutineFilter';
import type { GoroutineIndex, GoroutineSpot } from './goroutineIndex';

/** A filter names so many lines one by one; of a function with more it names the function. */
const linesNamed = 5;

/** Two folders and a name tell a file apart well enough, and still fit into the field that shows the filter. */
const segmentsKept = 3;

/** The filter that means the goroutines that stand, or were started, on these lines of one function. */
export function filterOf(
  { files }: Pick<GoroutineIndex, 'files'>,
  spots: readonly Pick<GoroutineSpot, 'file' | 'line'>[],
  functionName: string,
): string {
  if (spots.length > linesNamed) return `func:${quoteFilterValue(ownName(functionName))}`;
  return spots.map(({ file, line }) => `at:${quoteFilterValue(`${endOf(files[file]!)}:${line}`)}`).join(' ');
}

function endOf(path: string): string {
  return path.split(/[\\/]/).slice(-segmentsKept).join('/');
}
