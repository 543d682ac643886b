import { RE2JS } from 're2js';

/**
 * An expression in Go's syntax, as the engine reads them: it runs in linear time, so one that came with a link cannot hang the
 * page. null where it is broken.
 */
export function readExpression(text: string): ((candidate: string) => boolean) | null {
  try {
    const compiled = RE2JS.compile(text);
    return (candidate) => compiled.test(candidate);
  } catch {
    // Half an expression stands in the field at every second key: whoever shows it says that it is not valid yet.
    return null;
  }
}
