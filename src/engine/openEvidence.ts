import { MessageError } from '../base/message';
import { abortError } from '../base/rpc';
import { gunzip, type Inflate } from '../formats/gzip';
import { readProfileFile } from '../formats/pprof/profileFile';
import { sniff } from '../formats/sniff';
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
  /** Of profiles that compare others. */
  readonly comparison?: ComparisonFacts;
}

/** Names the format by content and decodes it. Whatever is not evidence is a MessageError that says what it is. */
export async function openEvidence(
  bytes: Uint8Array,
  options: OpenOptions,
  inflate: Inflate,
): Promise<OpenedProfile[]> {
  const { name, signal } = options;
  let content = bytes;
  let sniffed = sniff(content, name);
  if (sniffed.format === 'gzip') {
    content = await gunzip(bytes, inflate, { name, maxBytes: options.maxInflatedBytes, signal });
    sniffed = sniff(content, name);
  }
  if (signal?.aborted) throw abortError();
  if (sniffed.format === 'other') throw new MessageError(sniffed.message);
  const { value, problems, memStats } = readProfileFile(content, name, options.symbolize);
  return [{ kind: 'profile', profile: value, problems, memStats, inflatedBytes: content.length }];
}
