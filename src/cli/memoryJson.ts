import { formatMessage } from '../base/message';
import type { EvidenceNumber, Finding } from '../model/finding';
import type { Health } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';

/** Infinity is "none" and what nobody knows null, as JSON has neither. */
export function jsonNumber(value: number): number | 'none' | null {
  if (Number.isNaN(value)) return null;
  return Number.isFinite(value) ? value : 'none';
}

/** Of a clock since 1970 as text, else the milliseconds that it counts. */
export function jsonTime(timeMs: number, clock: MemorySeries['clock']): string | number {
  return clock === 'unix' ? new Date(timeMs).toISOString() : timeMs;
}

export function jsonFinding(finding: Finding, clock: MemorySeries['clock']) {
  const { ruleId, severity, confidence, title, message, advice, evidence, locations, span } = finding;
  return {
    ruleId,
    severity,
    confidence,
    title: formatMessage(title),
    message: formatMessage(message),
    advice: formatMessage(advice),
    evidence: evidence.map(jsonEvidence),
    ...(span && { from: jsonTime(span.fromMs, clock), to: jsonTime(span.toMs, clock) }),
    locations: locations.map(({ role, func, file, line }) => ({ role, func, file, line })),
  };
}

function jsonEvidence({ name, value, unit, threshold }: EvidenceNumber) {
  return {
    name: formatMessage(name),
    value: jsonNumber(value),
    unit,
    threshold: threshold === null ? null : jsonNumber(threshold),
  };
}

export function jsonHealth({ score, parts, missing }: Health) {
  return {
    score,
    parts: parts.map(({ part, name, score: own, weight, formula, inputs }) => ({
      part,
      name: formatMessage(name),
      score: own,
      weight,
      formula: formatMessage(formula),
      inputs: inputs.map(jsonEvidence),
    })),
    missing: missing.map(({ part, reason }) => ({ part, reason: formatMessage(reason) })),
  };
}
