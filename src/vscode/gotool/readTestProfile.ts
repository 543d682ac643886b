import type { Engine } from '../../engine/engine';
import type { ProfileFacts } from '../../model/views';
import type { ProfileFocus } from '../overlay/overlay';
import { readSettings } from '../settings';
import { testFunction } from './testFunction';

/**
 * Decodes the profile of a test, which stays the caller's, and lets it go again: its facts, and what to look at first. That is
 * the test's own function, in the value type that Go shows (of a test's memory: what it allocated, not what is left).
 */
export async function readTestProfile(
  engine: Engine,
  bytes: Uint8Array,
  testName: string,
  signal: AbortSignal,
): Promise<{ facts: ProfileFacts; focus: ProfileFocus | undefined }> {
  const maxInflatedBytes = readSettings().open.maximumInflatedBytes;
  const evidence = await engine.openProfiles(bytes.slice(), { name: testName, maxInflatedBytes, signal });
  try {
    const { handle, facts } = evidence[0]!;
    const sampleIndex = facts.goSampleIndex;
    const top = await engine.ask(handle, 'top', { sampleIndex, granularity: 'functions' }, signal);
    const functionName = testFunction(top.name, testName) ?? top.name[0];
    return { facts, focus: functionName === undefined ? undefined : { functionName, sampleIndex } };
  } finally {
    for (const { handle } of evidence) await engine.close(handle);
  }
}
