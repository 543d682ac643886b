import { MessageError, message } from '../base/message';
import { abortError } from '../base/rpc';
import { readGoroutineDumps } from '../formats/goroutine/readGoroutineDumps';
import { gunzip, type Inflate } from '../formats/gzip';
import { readProfileFile } from '../formats/pprof/profileFile';
import { sniff } from '../formats/sniff';
import type { GoroutineDump } from '../model/goroutines';
import type { MemStats } from '../model/memStats';
import type { Problem } from '../model/problem';
import type { Profile } from '../model/profile';
import type { ComparisonFacts } from '../model/views';
import type { OpenOptions } from './engine';

export interface OpenedProfile {
  readonly kind: 'profile';
  readonly profile: Profile;
  readonly problems: readonly Problem[];
  readonly memStats: MemStats | null;
  readonly inflatedBytes: number;
  /** Of texts that count stacks, whose header has their sum. */
  readonly statedTotal?: number;
  /** Of profiles that compare others. */
  readonly comparison?: ComparisonFacts;
}

/** One dump of a text: a text can hold several, and each is evidence of its own. */
export interface OpenedDump {
  readonly kind: 'goroutines';
  readonly dump: GoroutineDump;
  readonly problems: readonly Problem[];
  readonly inflatedBytes: number;
}

export type Opened = OpenedProfile | OpenedDump;

/** Names the format by content and decodes it. Whatever is not evidence is a MessageError that says what it is. */
export async function openEvidence(
  bytes: Uint8Array,
  options: OpenOptions,
  inflate: Inflate,
): Promise<Opened[]> {
  const { name, signal } = options;
  let content = bytes;
  let sniffed = sniff(content, name);
  if (sniffed.format === 'gzip') {
    content = await gunzip(bytes, inflate, { name, maxBytes: options.maxInflatedBytes, signal });
    sniffed = sniff(content, name);
  }
  if (signal?.aborted) throw abortError();
  if (sniffed.format === 'other') throw new MessageError(sniffed.message);
  if (sniffed.format === 'goroutines') return openDumps(content, name);
  const { value, ...rest } = readProfileFile(content, name, options.symbolize);
  return [{ kind: 'profile', profile: value, ...rest, inflatedBytes: content.length }];
}

function openDumps(content: Uint8Array, name: string): OpenedDump[] {
  const dumps = readGoroutineDumps(content);
  if (dumps.length === 0) {
    throw new MessageError(
      message('goroutines.none', '{name} speaks of goroutines, but holds the stack of none.', { name }),
    );
  }
  const inflatedBytes = content.length;
  return dumps.map(({ dump, problems }) => ({ kind: 'goroutines', dump, problems, inflatedBytes }));
}
