import type { ViewState } from '../state';
import { t } from '../strings';
import type { Asked, Option } from './options';
import type { QueryProblem, Term } from './parse';

export function askedOf({ question, report, granularity, valueType }: ViewState): Asked {
  return { question, report, granularity, valueType };
}

/** What is asked when these are added: an option that is asked already takes the new value. */
export function applyTerms(asked: Asked, terms: readonly Term[]): Asked {
  return terms.reduce(
    (before, term) => (term.kind === 'option' ? term.option.write(before, term.value) : before),
    asked,
  );
}

/**
 * Asks about one function, as pprof's menu does: where a stack is looked at from one place (focus, show, show_from), the
 * new place takes the old one's; what is left out (ignore, hide, prune_from) adds up.
 */
export function addExpression(asked: Asked, option: Option, expression: string): Asked {
  const before = option.read(asked);
  const adds = ['ignore', 'hide', 'prune_from'].includes(option.name);
  if (!adds || before === '') return option.write(asked, expression);
  const parts = before.split('|');
  return parts.includes(expression) ? asked : option.write(asked, `${before}|${expression}`);
}

/** The value type by pprof's rules: its name, its position, or `inuse_` and the like left out of it. */
export function resolveValueType(value: string, types: readonly string[]): string | null {
  if (types.includes(value)) return value;
  return /^\d+$/.test(value) ? (types[Number(value)] ?? null) : null;
}

/** The same terms with the value type that they mean, or why there is none. */
export function resolveTerms(
  terms: readonly Term[],
  types: readonly string[],
): { readonly terms: readonly Term[]; readonly problem: QueryProblem | null } {
  let problem: QueryProblem | null = null;
  const resolved = terms.map((term) => {
    if (term.kind !== 'option' || term.option.kind !== 'valueType') return term;
    const type = resolveValueType(term.value, types);
    if (type !== null) return { ...term, value: type };
    const message = t('This profile has no {type}; it has {types}', {
      type: term.value,
      types: types.join(', '),
    });
    problem ??= { message, from: term.from, to: term.to };
    return term;
  });
  return { terms: resolved, problem };
}
