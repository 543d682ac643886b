import type { AddressTable } from './addressTable';

/**
 * The leaf may stand in a stack twice, once from the signal's context and once as a return address, which was taken one
 * back. Then the second goes (google/pprof profile/legacy_profile.go cleanupDuplicateLocations).
 */
export function withoutDuplicateLeaf(stack: Uint32Array, addresses: AddressTable): Uint32Array {
  if (stack.length < 2) return stack;
  const leaf = addresses.get(stack[0]!);
  if (leaf !== BigInt.asUintN(64, addresses.get(stack[1]!) + 1n)) return stack;
  const shorter = stack.slice(1);
  shorter[0] = stack[0]!;
  return shorter;
}
