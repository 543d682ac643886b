import { parseContentionText } from './contentionText';
import { parseCountText } from './countText';
import { parseCpuBinary } from './cpuBinary';
import { parseHeapText } from './heapText';
import { parseJavaText } from './javaText';
import type { LegacyContext, LegacyForm, LegacyProfile } from './legacyForm';
import { parseThreadText } from './threadText';

/** In the order in which Go tries them. */
const forms: readonly LegacyForm[] = [
  parseCpuBinary,
  parseHeapText,
  parseCountText,
  parseThreadText,
  parseContentionText,
  parseJavaText,
];

/**
 * Reads the forms of profiles that were written before protobuf, and that Go still writes with `?debug=1`. Null for bytes
 * that begin like none of them; throws a MessageError that names the line where a form breaks.
 */
export function parseLegacyProfile(bytes: Uint8Array, context: LegacyContext): LegacyProfile | null {
  for (const parse of forms) {
    const found = parse(bytes, context);
    if (found) return found;
  }
  return null;
}
