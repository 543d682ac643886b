import { quoteFilterValue } from '../../model/goroutineFilter';

/** Lines of one function that a filter names one by one. */
const linesNamed = 5;

/** Two folders and a name tell a file apart well enough, and still fit into the field that shows the filter. */
const segmentsKept = 3;

/** The filter that means the goroutines that stand, or were started, on these lines of a file, largest crowd first. */
export function spotFilter(file: string, lines: readonly number[]): string {
  const path = file.split(/[\\/]/).slice(-segmentsKept).join('/');
  return [...new Set(lines)]
    .slice(0, linesNamed)
    .map((line) => `at:${quoteFilterValue(`${path}:${line}`)}`)
    .join(' ');
}
