import { RE2JS } from 're2js';

/** Tells whether a name matches. */
export type Regexp = (name: string) => boolean;

/**
 * A drop_frames or keep_frames expression: Go's RE2 syntax, anchored at both ends. RE2 runs in linear time, so an
 * expression from an untrusted file cannot hang the reader. Throws re2js' RE2JSSyntaxException where it is not valid.
 */
export function compileFrameRegexp(expression: string): Regexp {
  const compiled = RE2JS.compile(`^(${expression})$`);
  return (name) => compiled.test(name);
}
