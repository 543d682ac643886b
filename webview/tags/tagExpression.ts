import type { TagKey, TagValue } from '../../src/model/tagReport';
import { exactly } from '../query/format';

/**
 * What tagfocus and tagignore take to mean just this value: `key=^text$`, `key=512bytes`. Commas would separate several
 * expressions. null where several numbers share the text: no expression means exactly those.
 */
export function tagExpression({ key, unit, isNumeric }: TagKey, { text, number }: TagValue): string | null {
  if (!isNumeric) return `${key}=${exactly(text).replaceAll(',', '\\x2c')}`;
  return number === null ? null : `${key}=${number}${unit}`;
}
