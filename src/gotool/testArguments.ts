/** What a run of `go test` can record, in the order in which results are shown. */
export const profileKinds = ['memory', 'cpu', 'block', 'mutex'] as const;

export type GoProfileKind = (typeof profileKinds)[number];

export interface TestArguments {
  readonly kind: 'test' | 'benchmark' | 'fuzz';
  /** A Go identifier: `BenchmarkPut`. */
  readonly name: string;
  readonly profiles: readonly GoProfileKind[];
  /** As after `-tags`: `integration,slow`; '' for none. */
  readonly tags: string;
  /** Bytes between samples of the memory profile; 0 for Go's own 512 kB, 1 records every allocation. */
  readonly memProfileRate: number;
  /** The user's own. After an `-args` among them, they are the test's. */
  readonly extraFlags: readonly string[];
  /** Where the profiles and the binary go, absolute, with the separators of this system. */
  readonly output: TestOutputPaths;
}

export interface TestOutputPaths {
  readonly profiles: Readonly<Record<GoProfileKind, string>>;
  /** Without -o, `go test` leaves the binary of a profiled test in the package's folder. */
  readonly binary: string;
}

/**
 * Arguments for `go`, run in the folder of the package. Where a flag is given twice the last one counts: the user's stand
 * behind the defaults (`-count`), and before what the run depends on.
 */
export function testArguments(run: TestArguments): string[] {
  const { own, forTest } = splitAtArgs(run.extraFlags);
  return [
    'test',
    '-count=1', // a cached result has no profile
    '-v',
    ...(run.tags === '' ? [] : ['-tags', run.tags]),
    ...own,
    ...selection(run),
    ...run.profiles.flatMap((kind) => [profileFlags[kind], run.output.profiles[kind]]),
    ...(run.profiles.includes('memory') && run.memProfileRate > 0
      ? ['-memprofilerate', String(run.memProfileRate)]
      : []),
    '-o',
    run.output.binary,
    '.',
    ...forTest,
  ];
}

/** `-run` and `-bench` take expressions between slashes, one for each level of subtests; deeper levels all run. */
export function exactly(name: string): string {
  return `^${name.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&')}$`;
}

const profileFlags: Readonly<Record<GoProfileKind, string>> = {
  memory: '-memprofile',
  cpu: '-cpuprofile',
  block: '-blockprofile',
  mutex: '-mutexprofile',
};

/** A fuzz target that is run, not fuzzed, gets its seed corpus. */
function selection({ kind, name }: TestArguments): string[] {
  return kind === 'benchmark'
    ? ['-run', '^$', '-bench', exactly(name), '-benchmem']
    : ['-run', exactly(name)];
}

function splitAtArgs(flags: readonly string[]): { own: readonly string[]; forTest: readonly string[] } {
  const at = flags.findIndex((flag) => /^--?args$/.test(flag));
  return at < 0 ? { own: flags, forTest: [] } : { own: flags.slice(0, at), forTest: flags.slice(at) };
}
