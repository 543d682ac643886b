import type { Thresholds } from '../model/finding';
import { rules } from '../rules/goroutines/index';
import { memoryRules } from '../rules/memory/index';
import { type OwnOption, UsageError } from './command';

/** Rules whose numbers a command takes. */
export type RuleSet = readonly {
  readonly id: string;
  readonly thresholds: Readonly<Record<string, unknown>>;
}[];

export const goroutineRuleSet: RuleSet = rules;
export const memoryRuleSet: RuleSet = memoryRules;

export function setOption(example: string): OwnOption {
  return {
    name: 'set',
    value: 'NAME=N',
    about: `a threshold of a rule, as in the settings: --set ${example}`,
    repeated: true,
  };
}

/** What `--set` says. Throws a UsageError that names all thresholds where one is meant that is not there. */
export function thresholdsOf(settings: readonly string[], of: RuleSet, example: string): Thresholds {
  const known = of.flatMap(({ id, thresholds }) => Object.keys(thresholds).map((name) => `${id}.${name}`));
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, number] = /^([A-Z]\d+\.\w+)=(\d+(?:\.\d+)?)$/.exec(setting) ?? [];
      if (name === undefined) {
        throw new UsageError(`--set takes a threshold and a number, as ${example}, got "${setting}"`, {
          showsUsage: false,
        });
      }
      if (known.includes(name)) return [name, Number(number)];
      throw new UsageError(`--set ${setting}: there is no such threshold; there are ${known.join(', ')}`, {
        showsUsage: false,
      });
    }),
  );
}
