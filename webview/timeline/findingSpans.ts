import type { Finding, TimeSpan } from '../../src/model/finding';
import { t, tMessage } from '../strings';
import type { SpanMark } from './graph/scene';

/** Names a finding over reports that are made anew: its rule, and which of that rule's findings it is. */
export function findingKeys(findings: readonly Finding[]): readonly string[] {
  const counts = new Map<string, number>();
  return findings.map(({ ruleId }) => {
    const count = counts.get(ruleId) ?? 0;
    counts.set(ruleId, count + 1);
    return count === 0 ? ruleId : `${ruleId} ${count}`;
  });
}

/** Findings that are about a time, as the picture shows them. Without a span they are about all of it, and shade nothing. */
export function spanMarks(findings: readonly Finding[]): readonly Omit<SpanMark, 'row'>[] {
  const keys = findingKeys(findings);
  return findings.flatMap(({ ruleId, title, severity, span }, i) =>
    span === undefined
      ? []
      : [
          {
            ...span,
            key: keys[i]!,
            severity,
            label: t('{rule} {title}', { rule: ruleId, title: tMessage(title) }),
          },
        ],
  );
}

export function isAllOf(span: TimeSpan, all: TimeSpan): boolean {
  return span.fromMs <= all.fromMs && span.toMs >= all.toMs;
}
