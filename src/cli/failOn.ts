import type { Finding, Severity } from '../model/finding';
import { noQuestion } from '../model/question';
import { type CommandResult, type OwnOption, UsageError } from './command';
import type { Options } from './options';

/** Says in CI that something is wrong. */
const hasFindings = 3;

export const failOnOption: OwnOption = {
  name: 'fail-on',
  value: 'LEVEL',
  about: 'exit 3 where a finding is an error, or with warning, a warning',
};

/** Which severities `--fail-on` means; null without it. */
export function failLevel({ own }: Options): readonly Severity[] | null {
  const word = own['fail-on'];
  if (word === undefined) return null;
  if (word === 'error') return ['error'];
  if (word === 'warning') return ['error', 'warning'];
  throw new UsageError(`--fail-on takes error or warning, got "${word}"`);
}

/** What a command with these findings ends with. */
export function failIfFound(
  findings: readonly Finding[],
  level: readonly Severity[] | null,
): Pick<CommandResult, 'notes' | 'exitCode'> {
  const failing = level === null ? [] : findings.filter(({ severity }) => level.includes(severity));
  return failing.length === 0
    ? { notes: [], exitCode: 0 }
    : { notes: [complaintOf(failing)], exitCode: hasFindings };
}

function complaintOf(failing: readonly Finding[]): string {
  const [first] = failing as [Finding];
  const place = first.locations.find(({ file }) => file !== '');
  const at = place === undefined ? '' : ` at ${place.file}:${place.line}`;
  const count = failing.length === 1 ? '1 finding' : `${failing.length} findings`;
  return `${count} of severity ${worstOf(failing)}; the first is ${first.ruleId}${at}.`;
}

function worstOf(findings: readonly Finding[]): string {
  const [error, warning] = (['error', 'warning'] as const).map((severity) =>
    findings.some((finding) => finding.severity === severity),
  );
  return error && warning ? 'error or warning' : error ? 'error' : 'warning';
}

/** Commands that are about no samples know none of the questions about them. */
export function refuseQuestion({ question }: Options, command: string, instead = ''): void {
  const asked = (Object.keys(noQuestion) as (keyof typeof noQuestion)[]).find(
    (field) => question[field] !== noQuestion[field],
  );
  if (asked === undefined) return;
  throw new UsageError(`${command} knows no questions about samples, such as --focus${instead}`, {
    showsUsage: false,
  });
}
