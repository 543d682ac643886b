import { baseNameOf } from '../../src/base/baseNameOf';
import { verdicts } from '../../src/model/finding';
import type { GoroutineReport } from '../../src/model/goroutineReport';
import { stateClasses } from '../../src/model/goroutines';
import type { Completion, Completions } from '../query/complete';
import { t, tMessage } from '../strings';
import { splitFilter, writeTerm } from './filterText';
import { className, goroutinesText, verdictName } from './texts';

/** A value that a field can have in this dump, most goroutines first. */
interface Choice {
  readonly value: string;
  readonly detail: string;
}

export type FilterChoices = ReadonlyMap<string, readonly Choice[]>;

/** A list longer than this is not read: typing one more letter is quicker. */
const mostItems = 40;

/** What can stand at the caret: names of fields, or values that the field before it has in the dump. */
export function completeFilter(line: string, caret: number, choices: FilterChoices): Completions {
  const part = splitFilter(line).find(({ from, to }) => from < caret && caret <= to);
  const word = part ? line.slice(part.from, caret) : '';
  const negation = word.startsWith('-') ? '-' : '';
  const typed = word.slice(negation.length);
  const colon = typed.indexOf(':');
  const from = part?.from ?? caret;
  const to = part?.to ?? caret;
  const field = filterFields().find(({ name }) => name === typed.slice(0, colon));
  if (colon < 0 || !field) {
    const items = colon < 0 ? fieldCompletions(negation, typed) : [];
    // What is typed counts already: Enter keeps it.
    return { from, to, items, preselected: -1, hint: '' };
  }
  const items = valueCompletions(negation, field.name, typed.slice(colon + 1), choices.get(field.name) ?? []);
  return { from, to, items, preselected: -1, hint: `${field.name}: ${field.help}` };
}

/** What the filter's fields can be completed with, from the report. */
export function choicesOf(report: GoroutineReport): FilterChoices {
  const { groups, facts, findings } = report;
  const { strings, frames } = groups;
  const counted = () => new Map<string, number>();
  const states = counted();
  const creators = counted();
  const functions = counted();
  const files = counted();
  const places = counted();
  const add = (to: Map<string, number>, value: string, count: number) => {
    if (value !== '') to.set(value, (to.get(value) ?? 0) + count);
  };
  const byFrame = new Float64Array(frames.length);
  for (let group = 0; group < groups.length; group++) {
    const count = groups.count[group]!;
    add(states, strings[groups.state[group]!]!, count);
    const creator = groups.creator[group]!;
    if (creator >= 0) add(creators, strings[frames.func[creator]!]!, count);
    for (let at = groups.frameStart[group]!; at < groups.frameStart[group + 1]!; at++) {
      byFrame[groups.frame[at]!]! += count;
    }
  }
  for (let frame = 0; frame < frames.length; frame++) {
    const count = byFrame[frame]!;
    if (count === 0) continue;
    const file = baseNameOf(strings[frames.file[frame]!]!);
    add(functions, strings[frames.func[frame]!]!, count);
    add(files, file, count);
    if (frames.line[frame]! > 0) add(places, `${file}:${frames.line[frame]!}`, count);
  }
  return new Map<string, readonly Choice[]>([
    [
      'class',
      stateClasses
        .map((name, i) => ({ value: name, count: facts.byClass[i] ?? 0 }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count)
        .map(({ value, count }) => ({ value, detail: `${className(value)} · ${goroutinesText(count)}` })),
    ],
    ['state', ranked(states)],
    ['created', ranked(creators)],
    ['func', ranked(functions)],
    ['file', ranked(files)],
    ['at', ranked(places)],
    ['verdict', verdicts.map((value) => ({ value, detail: verdictName(value) }))],
    ['rule', rulesOf(findings)],
    ['wait', ['>=1m', '>=5m', '>=10m', '>=1h', '>=1d'].map((value) => ({ value, detail: '' }))],
    ['is', flags(report)],
  ]);
}

function rulesOf(findings: GoroutineReport['findings']): readonly Choice[] {
  const titles = new Map(findings.map(({ ruleId, title }) => [ruleId, tMessage(title)]));
  return [...titles].map(([value, detail]) => ({ value, detail }));
}

function flags({ comparison }: GoroutineReport): readonly Choice[] {
  return [
    { value: 'user', detail: t('your code is in the stack') },
    { value: 'locked', detail: t('locked to a thread') },
    { value: 'leaked', detail: t('proven leaked by the garbage collector') },
    { value: 'durable', detail: t('durably blocked in a synctest bubble') },
    ...(comparison
      ? [
          { value: 'new', detail: t('not in the first dump') },
          { value: 'grown', detail: t('more than in the first dump') },
        ]
      : []),
  ];
}

function ranked(counts: ReadonlyMap<string, number>): readonly Choice[] {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 2000)
    .map(([value, count]) => ({ value, detail: goroutinesText(count) }));
}

interface FilterField {
  readonly name: string;
  readonly help: string;
}

function filterFields(): readonly FilterField[] {
  return [
    { name: 'state', help: t('state as printed: select, chan send, IO wait') },
    { name: 'class', help: t('kind of state: channel, mutex, select, io and others') },
    { name: 'wait', help: t('waiting for that long: >5m, <=1h') },
    { name: 'func', help: t('a function in the stack, by a part of its name or /expression/') },
    { name: 'file', help: t('a file in the stack') },
    { name: 'at', help: t('a line in the stack, or of the go statement: store.go:42') },
    { name: 'created', help: t('function of the go statement') },
    { name: 'start', help: t('function that the goroutine started with') },
    { name: 'verdict', help: t('certain, likely, suspicious or normal') },
    { name: 'rule', help: t('goroutines of the findings of a rule') },
    { name: 'goid', help: t('number of the goroutine') },
    { name: 'parent', help: t('number of the goroutine that created it') },
    { name: 'label', help: t('pprof label: tenant=acme, or a key alone') },
    { name: 'is', help: t('user, locked, leaked, durable; new and grown in a comparison') },
    { name: 'bubble', help: t('number of the synctest bubble') },
  ];
}

function fieldCompletions(negation: string, typed: string): readonly Completion[] {
  const word = typed.toLowerCase();
  const fields = filterFields();
  const found = [
    ...fields.filter(({ name }) => name.startsWith(word)),
    ...fields.filter(({ name }) => word !== '' && name.includes(word, 1)),
  ];
  return found.map(({ name, help }) => ({
    label: `${negation}${name}:`,
    detail: help,
    text: `${negation}${name}:`,
    enter: 'more',
  }));
}

/** Of lists (`class:mutex,cond`) the last is completed. */
function valueCompletions(
  negation: string,
  field: string,
  typed: string,
  choices: readonly Choice[],
): readonly Completion[] {
  const isList = field === 'class' || field === 'verdict' || field === 'rule';
  const comma = isList ? typed.lastIndexOf(',') + 1 : 0;
  const before = typed.slice(0, comma);
  const given = new Set(before.split(','));
  const wanted = typed.slice(comma).replace(/^["/]/, '').toLowerCase();
  const starting: Choice[] = [];
  const containing: Choice[] = [];
  for (const choice of choices) {
    if (isList && given.has(choice.value)) continue;
    const at = choice.value.toLowerCase().indexOf(wanted);
    if (at === 0) starting.push(choice);
    else if (at > 0) containing.push(choice);
  }
  return [...starting, ...containing].slice(0, mostItems).map(({ value, detail }) => ({
    label: value,
    detail,
    text: negation + (isList ? `${field}:${before}${value}` : writeTerm(field, value)),
    enter: 'ask',
  }));
}
