import { toJsonInteger } from '../base/int64';
import { formatShare, formatValue } from '../base/units';
import { type CostParty, costParties } from '../model/costSplit';
import { type Command, UsageError } from './command';
import { openProfiles, sampleIndexOf } from './openProfiles';
import { questionNotes } from './questionNotes';
import { joinLines, jsonProblems, jsonText } from './reportText';

export const costsCommand: Command = {
  name: 'costs',
  args: 'FILE…',
  summary: 'whose code costs: yours, other modules, the standard library, the runtime',
  ownOptions: [
    {
      name: 'modules',
      value: 'PATHS',
      about: 'import paths of your modules, separated by commas; default: all outside module caches',
    },
  ],
  run: async (options, engine) => {
    const { args, json, question, own } = options;
    if (args.length === 0) throw new UsageError('costs takes a file, got 0');
    const profile = await openProfiles(engine, args, options);
    const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
    const modules =
      typeof own.modules === 'string' ? own.modules.split(',').filter((path) => path !== '') : [];
    const split = await engine.ask(profile.handle, 'costSplit', {
      sampleIndex,
      question,
      userModules: modules,
    });
    const { type, unit } = profile.facts.sampleTypes[sampleIndex]!;
    const notes = await questionNotes(engine, profile, sampleIndex, question);
    const shareOf = (value: number) => formatShare(split.total === 0 ? 0 : value / split.total);
    const named = (values: readonly number[]) =>
      Object.fromEntries(costParties.map((party, at) => [party, toJsonInteger(values[at]!)]));
    if (json) {
      return {
        notes,
        text: jsonText({
          type,
          unit,
          total: split.total,
          byParty: named(split.byParty),
          functions: split.functions.map(({ name, file, line, total, byParty }) => ({
            name,
            file,
            line,
            total,
            byParty: named(byParty),
          })),
          problems: jsonProblems(profile),
        }),
      };
    }
    return {
      notes,
      text: joinLines([
        `${type}: ${formatValue(split.total, unit)}`,
        ...costParties.map(
          (party, at) =>
            `${formatValue(split.byParty[at]!, unit).padStart(11)} ${shareOf(split.byParty[at]!).padStart(8)}  ${partyWords[party]}`,
        ),
        '',
        `${'total'.padStart(11)} ${costParties.map((party) => partyHeads[party].padStart(10)).join(' ')}  function`,
        ...split.functions
          .slice(0, 50)
          .map(
            ({ name, total, byParty }) =>
              `${formatValue(total, unit).padStart(11)} ${byParty.map((value) => formatShare(total === 0 ? 0 : value / total).padStart(10)).join(' ')}  ${name}`,
          ),
      ]),
    };
  },
};

const partyWords: Readonly<Record<CostParty, string>> = {
  user: 'your code',
  thirdParty: 'third-party modules',
  standardLibrary: 'standard library',
  malloc: 'runtime: allocating',
  gc: 'runtime: garbage collection',
  runtime: 'runtime: the rest',
};

/** At most ten characters: heads of columns. */
const partyHeads: Readonly<Record<CostParty, string>> = {
  user: 'yours',
  thirdParty: 'modules',
  standardLibrary: 'std',
  malloc: 'malloc',
  gc: 'gc',
  runtime: 'runtime',
};
