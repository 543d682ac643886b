import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What popular texts say and is wrong: none of it may be said by a rule, a reading or a page. */
const falsehoods: readonly (readonly [claim: string, says: RegExp, example: string])[] = [
  [
    'Alloc is not the collector’s',
    /\balloc\b[^.]*\bexclud/i,
    'Alloc is what excludes the collector’s memory',
  ],
  ['RSS is HeapInuse + GCSys', /RSS\s*(?:≈|=|is about)\s*HeapInuse/, 'RSS ≈ HeapInuse + GCSys'],
  [
    'Sys is memory in use',
    /\bSys\b (?:is|counts|shows) (?:the )?(?:memory|RAM) (?:in use|used)/i,
    'Sys is the memory used',
  ],
  [
    'HeapAlloc is the live memory',
    /HeapAlloc (?:is|=|means|counts) (?:the )?(?:live|reachable)/i,
    'HeapAlloc is the live heap',
  ],
  [
    'HeapInuse − HeapAlloc is fragmentation',
    /HeapInuse [-−] HeapAlloc(?:`)? (?:is|=|means) fragmentation/i,
    'HeapInuse − HeapAlloc is fragmentation',
  ],
  ['HeapIdle is wasted', /HeapIdle\b[^.]*\bwasted/i, 'HeapIdle is wasted'],
  ['StackSys > StackInuse is a leak', /StackSys\b[^.]*\bleak/, 'StackSys above StackInuse shows a leak'],
  [
    'EnableGC tells that collecting is off',
    /EnableGC(?:`)? (?:is|=) false/i,
    'EnableGC is false when GOGC=off',
  ],
  [
    'TotalAlloc or Mallocs that grow are a leak',
    /(?:TotalAlloc|Mallocs)\b[^.]*\bleak/i,
    'TotalAlloc that grows is a leak',
  ],
  ['GOMEMLIMIT is a hard limit', /hard (?:memory )?limit/i, 'GOMEMLIMIT is a hard limit'],
  ['GOMEMLIMIT covers C', /GOMEMLIMIT (?:covers|includes|limits) (?:cgo|C\b)/i, 'GOMEMLIMIT covers cgo'],
  [
    'set GOMEMLIMIT to the container’s limit',
    /GOMEMLIMIT (?:equal )?to the (?:container’s |cgroup )?limit/i,
    'Set GOMEMLIMIT equal to the container’s limit',
  ],
  ['GOGC=100 collects at 100 MB', /GOGC=100[^.]*\bat 100 ?M/i, 'GOGC=100 means a collection at 100 MB'],
  ['GOGC=100 doubles RSS', /doubles (?:the )?(?:RSS|resident)/i, 'it doubles the RSS'],
  ['the third size of a line was freed', /->[^.]*\bfreed\b/, '4->4->1: before, after, freed'],
  [
    '% is this cycle’s',
    /`%`[^.]*\b(?:this|the) (?:GC|cycle|collection)’?s? (?:CPU|processor)/i,
    '`%` is the cycle’s CPU',
  ],
  ['a goroutine’s stack has 2 KB', /\b2 ?K(?:i?B|B)\b/i, 'stacks are 2 KB'],
  [
    'runtime.GC or FreeOSMemory cure leaks',
    /(?:runtime\.GC|FreeOSMemory)\b[^.]*\b(?:fix|cure|repair)e?s? (?:a |the )?leaks?/i,
    'runtime.GC fixes leaks',
  ],
  ['ballast', /ballast/i, 'allocate a ballast'],
  [
    'go_gc_duration_seconds is what a collection takes',
    /go_gc_duration_seconds\b[^.]* is (?:the )?(?:GC|collection) (?:time|duration)/i,
    'go_gc_duration_seconds is GC time',
  ],
  [
    'virtual memory shows a leak',
    /virtual_memory_bytes|VirtualSize[^.]*leak/i,
    'process_virtual_memory_bytes',
  ],
  ['the body has to be read', /body (?:must|has to) be read/i, 'the body must be read'],
];

const root = path.join(__dirname, '..', '..', '..', '..');
const texts = [
  ...filesIn('src/rules/memory', /\.ts$/),
  ...filesIn('src/analysis/memory', /\.ts$/),
  ...filesIn('media/rules', /^[HCO]\d+\.md$/),
];

describe('what rules of memory say', () => {
  it('is read here', () => {
    assert.ok(texts.length > 45, `${texts.length} files`);
  });

  for (const [claim, says, example] of falsehoods) {
    it(`is never that ${claim}`, () => {
      assert.match(example, says);
      const said = texts.flatMap(({ name, text }) => {
        const match = says.exec(text);
        return match ? [`${name}: ${match[0]}`] : [];
      });
      assert.deepEqual(said, []);
    });
  }
});

function filesIn(folder: string, names: RegExp): { readonly name: string; readonly text: string }[] {
  return readdirSync(path.join(root, folder))
    .filter((name) => names.test(name))
    .map((name) => ({ name, text: readFileSync(path.join(root, folder, name), 'utf8') }));
}
