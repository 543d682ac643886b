/**
 * The name as drop_frames, keep_frames and prune_from see it (simplifyFunc of google/pprof profile/prune.go): without a leading
 * '.' (PPC ELF v1) and everything from the first '(' that is not part of a reserved name.
 */
export function simplifyFunctionName(name: string): string {
  const plain = name.startsWith('.') ? name.slice(1) : name;
  for (let at = plain.indexOf('('); at >= 0; at = plain.indexOf('(', at + 1)) {
    if (plain.startsWith('(anonymous namespace)', at)) continue;
    if (plain.startsWith('operator()', at - 8)) continue;
    return plain.slice(0, at);
  }
  return plain;
}
