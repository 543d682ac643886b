import { type Message, message } from '../base/message';
import type { StateClass } from './goroutines';

/** What classes of states are called on the page of a dump and in the source. */
export const stateClassNames: Readonly<Record<StateClass, Message>> = {
  running: message('class.running', 'running'),
  syscall: message('class.syscall', 'syscall'),
  nilChannel: message('class.nilChannel', 'nil channel'),
  forever: message('class.forever', 'select {} for ever'),
  leaked: message('class.leaked', 'leaked'),
  channel: message('class.channel', 'channel'),
  select: message('class.select', 'select'),
  mutex: message('class.mutex', 'mutex'),
  waitGroup: message('class.waitGroup', 'WaitGroup'),
  cond: message('class.cond', 'Cond'),
  semaphore: message('class.semaphore', 'semaphore'),
  io: message('class.io', 'network and files'),
  sleep: message('class.sleep', 'sleep'),
  runtime: message('class.runtime', 'runtime'),
  gc: message('class.gc', 'garbage collector'),
  coroutine: message('class.coroutine', 'coroutine'),
  unknown: message('class.unknown', 'unknown'),
  other: message('class.other', 'other'),
};
