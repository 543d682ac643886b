import { alertsCommand } from './alerts';
import type { Command } from './command';
import { costsCommand } from './costs';
import { diffCommand } from './diff';
import { doctorCommand } from './doctor';
import { exportCommand } from './export';
import { gcCommand } from './gc';
import { goroutinesCommand } from './goroutines';
import { listCommand } from './list';
import { memstatsCommand } from './memstats';
import { rawCommand } from './raw';
import { tagsCommand } from './tags';
import { topCommand } from './top';
import { peekCommand, treeCommand } from './tree';
import { trendCommand } from './trend';
import { watchCommand } from './watch';

/** In the order of the usage. */
export const commands: readonly Command[] = [
  topCommand,
  treeCommand,
  peekCommand,
  listCommand,
  tagsCommand,
  rawCommand,
  diffCommand,
  trendCommand,
  goroutinesCommand,
  gcCommand,
  memstatsCommand,
  doctorCommand,
  watchCommand,
  alertsCommand,
  costsCommand,
  exportCommand,
];
