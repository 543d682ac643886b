import type { ValueType } from '../../../model/profile';

/**
 * Frames that the legacy forms drop because they belong to the allocator, the lock or the profiler (the lists of
 * google/pprof profile/legacy_profile.go). Expressions as in `drop_frames`; `keep` is '' for none.
 */
export function framesDroppedBy(types: readonly ValueType[]): { drop: string; keep: string } {
  const names = types.map(({ type }) => type).join();
  if (heapTypes.has(names)) return { drop: any(allocators), keep: any(keptInHeap) };
  if (names === 'contentions,delay') return { drop: any(locks), keep: '' };
  return { drop: any(profilers), keep: '' };
}

const heapTypes: ReadonlySet<string> = new Set([
  'allocations,size',
  'objects,space',
  'inuse_objects,inuse_space',
  'alloc_objects,alloc_space',
  'alloc_objects,alloc_space,inuse_objects,inuse_space',
]);

const allocators: readonly string[] = [
  'runtime\\..*',
  ...words('calloc cfree malloc free memalign do_memalign (__)?posix_memalign pvalloc valloc realloc'),
  ...words('tcmalloc::.* tc_calloc tc_cfree tc_malloc tc_free tc_memalign tc_posix_memalign tc_pvalloc'),
  ...words('tc_valloc tc_realloc tc_new tc_delete tc_newarray tc_deletearray tc_new_nothrow'),
  'tc_newarray_nothrow',
  ...words('malloc calloc valloc realloc memalign free').map((call) => `malloc_zone_${call}`),
  ...words('BaseArena::.* (::)?do_malloc_no_errno (::)?do_malloc_pages (::)?do_malloc DoSampledAllocation'),
  ...words('MallocedMemBlock::MallocedMemBlock _M_allocate __builtin_(vec_)?delete __builtin_(vec_)?new'),
  ...words('__gnu_cxx::new_allocator::allocate __libc_malloc __malloc_alloc_template::allocate allocate'),
  ...words('cpp_alloc simple_alloc::allocate'),
  'operator new(\\[\\])?',
];

/** Parts of Go's runtime that stand in the middle of a stack. */
const keptInHeap: readonly string[] = ['runtime\\.panic', 'runtime\\.reflectcall', 'runtime\\.call[0-9]*'];

const profilers = words(
  'ProfileData::Add ProfileData::prof_handler CpuProfiler::prof_handler __pthread_sighandler __restore',
);

const mutexCalls = words('AwaitCommon Unlock UnlockSlow ReaderUnlock');

const locks: readonly string[] = [
  'RecordLockProfileData',
  ...words('RecordLockProfileData SubmitMutexProfileData SubmitSpinLockProfileData').map(
    (call) => `(base::)?${call}.*`,
  ),
  ...['base::', ''].flatMap((space) => [
    ...mutexCalls.map((call) => `(${space}Mutex::)?${call}.*`),
    `(${space}MutexLock::)?~MutexLock.*`,
  ]),
  '(SpinLock::)?Unlock.*',
  '(SpinLock::)?SlowUnlock.*',
  '(SpinLockHolder::)?~SpinLockHolder.*',
];

function words(text: string): string[] {
  return text.split(' ');
}

function any(expressions: readonly string[]): string {
  return expressions.join('|');
}
