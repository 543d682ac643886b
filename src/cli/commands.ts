import type { Command } from './command';
import { diffCommand } from './diff';
import { listCommand } from './list';
import { rawCommand } from './raw';
import { tagsCommand } from './tags';
import { topCommand } from './top';
import { peekCommand, treeCommand } from './tree';

/** In the order of the usage. */
export const commands: readonly Command[] = [
  topCommand,
  treeCommand,
  peekCommand,
  listCommand,
  tagsCommand,
  rawCommand,
  diffCommand,
];
