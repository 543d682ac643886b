import { message } from '../../base/message';
import type { Confidence, EvidenceNumber, Finding, FindingLocation, Severity } from '../../model/finding';
import { cond } from './cond';
import type { RuleContext } from './context';
import { crowdsOf } from './crowd';
import { emptySelect } from './emptySelect';
import { growth } from './growth';
import { httpBody } from './httpBody';
import { lockConvoy } from './lockConvoy';
import { longWait } from './longWait';
import { lostReceiver } from './lostReceiver';
import { massGroup } from './massGroup';
import { nilChannel } from './nilChannel';
import { provenLeak } from './provenLeak';
import type { Rule } from './rule';
import { factOf, type Scene, sceneOf } from './scene';
import { spinning } from './spinning';
import { stacks } from './stacks';
import { threads } from './threads';
import { ticker } from './ticker';
import { timers } from './timers';
import { uncancelled } from './uncancelled';
import { waitGroup } from './waitGroup';

/** G1 to G17, in the order of their numbers. */
export const rules: readonly Rule[] = [
  nilChannel,
  emptySelect,
  provenLeak,
  massGroup,
  growth,
  longWait,
  httpBody,
  lockConvoy,
  waitGroup,
  timers,
  threads,
  stacks,
  ticker,
  cond,
  uncancelled,
  spinning,
  lostReceiver,
];

/**
 * What the rules find in a dump, most severe and surest first.
 *
 * A group gets one diagnosis of what it waits for: the surest, and of equally sure ones the most specific. What others found
 * about the same groups is not said twice: their numbers become evidence of the diagnosis, and where they are surer or more
 * severe, so is it. Growth (G5), and what is about the process (G11, G12), stand beside it.
 */
export function judge(context: RuleContext): Finding[] {
  const found = rules.flatMap((rule) => rule.evaluate(context));
  const scene = sceneOf(context);
  const beside = found.filter(({ ruleId }) => standBeside.has(ruleId));
  const diagnoses = mergeByGroup(found.filter(({ ruleId }) => !standBeside.has(ruleId))).map((finding) =>
    withStart(scene, finding),
  );
  const diagnosed = new Set(diagnoses.flatMap(({ groups }) => groups));
  const crowds = crowdsOf(
    scene,
    scene.groups.filter(({ index }) => !diagnosed.has(index)),
  );
  return foldMany([...diagnoses, ...crowds, ...beside].sort(compareFindings));
}

/** Counted forms have no creators; the source may have the one `go` statement that starts the function. */
function withStart(scene: Scene, finding: Finding): Finding {
  if (finding.locations.some(({ role }) => role === 'created')) return finding;
  for (const index of finding.groups) {
    const group = scene.byIndex.get(index);
    const fact = group ? factOf(scene, group, 'startedAt') : null;
    if (!fact) continue;
    const created: FindingLocation = { role: 'created', func: '', file: fact.file, line: fact.at };
    return { ...finding, locations: [...finding.locations, created] };
  }
  return finding;
}

/** Of one rule, so many findings are told each by itself: nobody reads thousands. */
const maximumOfOneRule = 200;

/** Findings beyond the first of their rule become one for each severity and confidence: their groups keep their verdicts. */
function foldMany(findings: readonly Finding[]): Finding[] {
  const told = new Map<string, number>();
  const rest = new Map<string, Finding[]>();
  const kept = findings.filter((finding) => {
    const count = (told.get(finding.ruleId) ?? 0) + 1;
    told.set(finding.ruleId, count);
    if (count <= maximumOfOneRule) return true;
    const key = `${finding.ruleId} ${finding.severity} ${finding.confidence}`;
    const alike = rest.get(key);
    if (alike) alike.push(finding);
    else rest.set(key, [finding]);
    return false;
  });
  const folded = [...rest.values()].map(foldAlike);
  // Behind all that are as severe and as sure.
  const surety = ({ severity, confidence }: Finding) =>
    severities.indexOf(severity) * confidences.length + confidences.indexOf(confidence);
  return [...kept, ...folded].sort((a, b) => surety(b) - surety(a));
}

function foldAlike(findings: readonly Finding[]): Finding {
  const [first] = findings as readonly [Finding, ...Finding[]];
  const count = findings.reduce((sum, finding) => sum + weightOf(finding), 0);
  return {
    ...first,
    title: rules.find(({ id }) => id === first.ruleId)!.title,
    message: message(
      'rule.further',
      'The same in {places} further places, with {count} goroutines together, each with no more than those that are told by themselves.',
      { places: findings.length, count },
    ),
    evidence: [
      {
        name: message('evidence.goroutines', 'Goroutines'),
        value: count,
        unit: 'goroutines',
        threshold: null,
      },
    ],
    locations: findings.slice(0, 50).flatMap(({ locations }) => locations.slice(0, 1)),
    groups: findings.flatMap(({ groups }) => groups),
  };
}

const standBeside: ReadonlySet<string> = new Set(['G5', 'G11', 'G12']);

/** Patterns that only say "many" or "long": any other says more. */
const general: ReadonlySet<string> = new Set(['G4', 'G6']);

/** Of two diagnoses that are equally sure, the one further in front has the group. */
const specificity: readonly string[] = [
  ...['G3', 'G1', 'G2', 'G7', 'G8', 'G14', 'G9', 'G13', 'G15', 'G10', 'G17', 'G16', 'G4', 'G6'],
];

const severities: readonly Severity[] = ['info', 'warning', 'error'];
const confidences: readonly Confidence[] = ['suspicious', 'likely', 'certain'];

function mergeByGroup(found: readonly Finding[]): Finding[] {
  const owner = new Map<number, Finding>();
  for (const finding of found) {
    for (const group of finding.groups) {
      const known = owner.get(group);
      if (!known || isBetter(finding, known)) owner.set(group, finding);
    }
  }
  const absorbed = new Map<Finding, Finding[]>();
  const kept: Finding[] = [];
  for (const finding of found) {
    const own = finding.groups.filter((group) => owner.get(group) === finding);
    if (own.length > 0 || finding.groups.length === 0) {
      kept.push(finding);
      continue;
    }
    const winners = new Set(finding.groups.map((group) => owner.get(group)!));
    for (const winner of winners) {
      const others = absorbed.get(winner);
      if (others) others.push(finding);
      else absorbed.set(winner, [finding]);
    }
  }
  return kept.map((finding) => withEvidenceOf(finding, absorbed.get(finding) ?? []));
}

/** A specific diagnosis has the group before a general one, however sure; among the specific the surer has it. */
function isBetter(a: Finding, b: Finding): boolean {
  const isGeneralA = general.has(a.ruleId);
  if (isGeneralA !== general.has(b.ruleId)) return !isGeneralA;
  const sure = confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence);
  return sure !== 0 ? sure > 0 : specificity.indexOf(a.ruleId) < specificity.indexOf(b.ruleId);
}

function withEvidenceOf(finding: Finding, others: readonly Finding[]): Finding {
  if (others.length === 0) return finding;
  // A finding over many groups lends its numbers, not its weight, to one of them.
  const same = others.filter(({ groups }) => groups.every((group) => finding.groups.includes(group)));
  const all = [finding, ...same];
  const best = <T>(scale: readonly T[], of: (finding: Finding) => T) =>
    scale[Math.max(...all.map((one) => scale.indexOf(of(one))))]!;
  return {
    ...finding,
    severity: best(severities, ({ severity }) => severity),
    confidence: best(confidences, ({ confidence }) => confidence),
    evidence: distinctEvidence([finding, ...others].flatMap(({ evidence }) => evidence)),
  };
}

/** One number a name and unit: the diagnosis's own first. */
function distinctEvidence(all: readonly EvidenceNumber[]): EvidenceNumber[] {
  const kept = new Map<string, EvidenceNumber>();
  for (const number of all) {
    const key = `${number.name.id} ${number.unit} ${number.threshold}`;
    if (!kept.has(key)) kept.set(key, number);
  }
  return [...kept.values()];
}

/** Most severe first, then surest, then what concerns most groups' goroutines, then by rule. */
function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    confidences.indexOf(b.confidence) - confidences.indexOf(a.confidence) ||
    weightOf(b) - weightOf(a) ||
    Number(a.ruleId.slice(1)) - Number(b.ruleId.slice(1))
  );
}

/** Goroutines, by the evidence that every rule about groups gives first. */
function weightOf({ evidence }: Finding): number {
  return evidence.find(({ unit }) => unit === 'goroutines')?.value ?? 0;
}
