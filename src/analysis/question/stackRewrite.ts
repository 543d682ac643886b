import { PrefixTreeBuilder } from '../../model/prefixTreeBuilder';
import type { Profile, StackTable } from '../../model/profile';

/** Takes the locations with a 1 out of all stacks; stacks that are the same then become one. */
export function dropLocations(profile: Profile, dropped: Uint8Array): Profile {
  if (!dropped.includes(1)) return profile;
  const { stacks } = profile;
  return rewriteStacks(profile, (stack, caller, builder) => {
    const location = stacks.location[stack]!;
    return dropped[location] === 1 ? caller : builder.child(caller, location);
  });
}

/** Cuts all stacks above their outermost location with a 1; those without one become empty. */
export function startStacksAt(profile: Profile, first: Uint8Array): Profile {
  const { stacks } = profile;
  return rewriteStacks(profile, (stack, caller, builder) => {
    const location = stacks.location[stack]!;
    return caller >= 0 || first[location] === 1 ? builder.child(caller, location) : -1;
  });
}

/** `place` says which new stack an old one becomes, from what its parent has become (-1: the empty stack). */
function rewriteStacks(
  profile: Profile,
  place: (stack: number, caller: number, builder: PrefixTreeBuilder) => number,
): Profile {
  const { stacks } = profile;
  const builder = new PrefixTreeBuilder(stacks.length + 16);
  const became = new Int32Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    const parent = stacks.parent[stack]!;
    became[stack] = place(stack, parent < 0 ? -1 : became[parent]!, builder);
  }
  return withStacks(profile, finishStacks(builder), (stack) => became[stack]!);
}

export function finishStacks(builder: PrefixTreeBuilder): StackTable {
  const { parent, key } = builder.finish();
  return { length: parent.length, parent, location: key };
}

/** Samples with a stack move to `became(stack)`. */
export function withStacks(profile: Profile, stacks: StackTable, became: (stack: number) => number): Profile {
  const { samples } = profile;
  const stack = new Int32Array(samples.length);
  for (let sample = 0; sample < samples.length; sample++) {
    const old = samples.stack[sample]!;
    stack[sample] = old < 0 ? -1 : became(old);
  }
  return { ...profile, stacks, samples: { ...samples, stack } };
}
