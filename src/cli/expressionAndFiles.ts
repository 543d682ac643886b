import { existsSync } from 'node:fs';
import { type Command, UsageError } from './command';
import { checkExpression, type Options } from './options';

/**
 * The expression and the files of `heaplens list FUNC FILE`. Given the other way round (`FILE FUNC`), they are told apart by
 * which of them is there.
 */
export function expressionAndFiles(
  { name }: Pick<Command, 'name'>,
  { args }: Options,
): { expression: string; files: readonly string[] } {
  if (args.length < 2) throw new UsageError(`${name} takes an expression and a file, got ${args.length}`);
  const last = args[args.length - 1]!;
  const isReversed = existsSync(args[0]!) && !existsSync(last);
  const expression = isReversed ? last : args[0]!;
  checkExpression(name, expression);
  return { expression, files: isReversed ? args.slice(0, -1) : args.slice(1) };
}
