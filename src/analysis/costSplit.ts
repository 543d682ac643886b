import { asNumbers, type Int64Column, toNumber } from '../base/int64';
import { isStandardLibrary } from '../base/standardLibrary';
import type { CallTree } from '../model/callTree';
import { type CostParty, type CostSplit, costParties, type FunctionSplit } from '../model/costSplit';
import { packageNameOf } from '../model/goName';
import type { Profile } from '../model/profile';
import { computeNodeValues, sumByStack } from './callTree';
import { functionFacts } from './frames';
import { computeFrameValues } from './frameValues';

const mostFunctions = 1000;

/**
 * Splits one value type by whose code it is spent in. `tree` is the tree of functions of `profile`. `userModules` are import
 * paths of the user's modules; where none is known, code outside Go's tree and module caches is the user's.
 */
export function computeCostSplit(
  profile: Profile,
  tree: CallTree,
  options: { sampleIndex: number; total: number; userModules: readonly string[] },
): CostSplit {
  const parties = partiesOfStacks(profile, options.userModules);
  const column = profile.samples.values[options.sampleIndex]!;
  const byParty = costParties.map(() => 0);
  const perStack = asNumbers(sumByStack(profile, column));
  for (let stack = 0; stack < perStack.length; stack++) {
    byParty[parties[stack]!] = byParty[parties[stack]!]! + perStack[stack]!;
  }
  return {
    sampleIndex: options.sampleIndex,
    total: options.total,
    byParty,
    functions: functionSplits(profile, tree, column, parties),
  };
}

function functionSplits(
  profile: Profile,
  tree: CallTree,
  column: Int64Column,
  parties: Uint8Array,
): FunctionSplit[] {
  const { frames } = tree;
  const { stack } = profile.samples;
  const byParty = costParties.map((_, party) => {
    const part = Float64Array.from({ length: column.length }, (_unused, sample) =>
      stack[sample]! >= 0 && parties[stack[sample]!] === party ? toNumber(column[sample]!) : 0,
    );
    return computeFrameValues(tree, computeNodeValues(tree, profile, part)).cum as Float64Array;
  });
  const functions: FunctionSplit[] = [];
  for (let frame = 0; frame < frames.length; frame++) {
    const name = frames.name[frame]!;
    const values = byParty.map((cum) => cum[frame]!);
    if (values.every((value) => value === 0) || isStandardLibrary(packageNameOf(name))) continue;
    const total = values.reduce((sum, value) => sum + value, 0);
    functions.push({ name, file: frames.file[frame]!, line: frames.line[frame]!, total, byParty: values });
  }
  return functions
    .sort((a, b) => Math.abs(b.total) - Math.abs(a.total) || (a.name < b.name ? -1 : 1))
    .slice(0, mostFunctions);
}

/** The party (position in `costParties`) that samples at each stack are charged to. */
function partiesOfStacks(profile: Profile, userModules: readonly string[]): Uint8Array {
  const { stacks, locations } = profile;
  const duty = new Uint8Array(locations.length);
  for (let location = 0; location < locations.length; location++) {
    duty[location] = dutyOfLocation(profile, location, userModules);
  }
  const party = new Uint8Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    const own = duty[stacks.location[stack]!]!;
    const above = stacks.parent[stack]!;
    // The runtime works for somebody: what calls it to allocate or collect says more than its leaf does.
    const caller = above < 0 ? plainRuntime : party[above]!;
    party[stack] = own === plainRuntime && isMemoryWork(caller) ? caller : own;
  }
  return party;
}

const partyNumber = (party: CostParty) => costParties.indexOf(party);
const plainRuntime = partyNumber('runtime');
const gc = partyNumber('gc');
const malloc = partyNumber('malloc');

function isMemoryWork(party: number): boolean {
  return party === gc || party === malloc;
}

/** Of the innermost line; of several inlined runtime functions, the innermost that says what it does. */
function dutyOfLocation(profile: Profile, location: number, userModules: readonly string[]): number {
  const { locations } = profile;
  for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
    const { name, file } = functionFacts(profile, locations.lineFunction[row]!);
    const party = partyNumber(partyOfFunction(name, file, userModules));
    if (party !== plainRuntime) return party;
  }
  return plainRuntime;
}

/** Whose a function is, by its name and the file that it was recorded with. */
export function partyOfFunction(name: string, file: string, userModules: readonly string[]): CostParty {
  const packageName = packageNameOf(name);
  if (isRuntime(packageName)) return runtimeDuty(name);
  if (isStandardLibrary(packageName)) return 'standardLibrary';
  if (packageName === '') return name === '' || /^(\[|<unknown>)/.test(name) ? 'runtime' : 'thirdParty';
  const isUsers = userModules.some((path) => packageName === path || packageName.startsWith(`${path}/`));
  if (isUsers || packageName === 'main') return 'user';
  if (isFromModuleCache(file)) return 'thirdParty';
  return userModules.length > 0 ? 'thirdParty' : 'user';
}

function isRuntime(packageName: string): boolean {
  return packageName === 'runtime' || /^(runtime\/internal|internal\/runtime)(\/|$)/.test(packageName);
}

/** `…/pkg/mod/example.com/lib@v1.2.3/x.go`, `example.com/lib@v1.2.3/x.go` (-trimpath), `…/vendor/…`. */
function isFromModuleCache(file: string): boolean {
  return /@v\d|[/\\]pkg[/\\]mod[/\\]|(^|[/\\])vendor[/\\]/.test(file);
}

/**
 * Runtime functions that allocate or collect (runtime/malloc.go, mgc*.go, mcentral.go, mheap.go of Go 1.19 to 1.27). Assists
 * stand below mallocgc and are the collector's all the same.
 */
const gcFunctions =
  /^runtime\.(?:gc[A-Z]|\(\*gc|\(\*sweepLocked|\(\*sweepLocker|\(\*activeSweep|bgsweep|bgscavenge|sweepone|scan(?:object|block|stack|frame|conservative|Span)|greyobject|markroot|shade|wbBuf|wbMove|wbZero|tryDeferToSpanScan|deductSweepCredit|deductAssistCredit|\(\*scavenger|\(\*pageAlloc\)\.scavenge|\(\*mheap\)\.(?:reclaim|nextSpanForSweep)|\(\*spanSet|clearpools|forEachP|findObject|bulkBarrier|\(\*workbuf|putfull|trygetfull|getempty|handoff|drainSpan|spanQueue|\(\*spanQueue)/;
const mallocFunctions =
  /^runtime\.(?:malloc|newobject|newarray|makeslice|makechan|growslice|rawstring|rawbyteslice|rawruneslice|nextFreeFast|profilealloc|memclrNoHeapPointersChunked|heapSetType|\(\*mcache\)|\(\*mcentral\)|\(\*mheap\)\.(?:alloc|grow|initSpan)|\(\*pageAlloc\)\.(?:alloc|find|grow)|\(\*fixalloc\)|persistentalloc|publicationBarrier)/;

function runtimeDuty(name: string): CostParty {
  if (gcFunctions.test(name)) return 'gc';
  return mallocFunctions.test(name) ? 'malloc' : 'runtime';
}
