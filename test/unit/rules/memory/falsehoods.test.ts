import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What popular texts say and is wrong: none of it may be said by a rule, a reading or a page. */
const falsehoods: readonly (readonly [claim: string, says: RegExp])[] = [
  ['Alloc is not the collector’s', /\balloc\b[^.]*\bexclud/i],
  ['RSS is HeapInuse + GCSys', /RSS\s*(?:≈|=|is about)\s*HeapInuse/],
  ['Sys is memory in use', /\bSys\b (?:is|counts|shows) (?:the )?(?:memory|RAM) (?:in use|used)/i],
  ['HeapAlloc is the live memory', /HeapAlloc (?:is|=|means|counts) (?:the )?(?:live|reachable)/i],
  ['HeapInuse − HeapAlloc is fragmentation', /HeapInuse [-−] HeapAlloc(?:`)? (?:is|=|means) fragmentation/i],
  ['HeapIdle is wasted', /HeapIdle\b[^.]*\bwasted/i],
  ['StackSys > StackInuse is a leak', /StackSys\b[^.]*\bleak/],
  ['EnableGC tells that collecting is off', /EnableGC(?:`)? (?:is|=) false/i],
  ['TotalAlloc or Mallocs that grow are a leak', /(?:TotalAlloc|Mallocs)\b[^.]*\bleak/i],
  ['GOMEMLIMIT is a hard limit', /hard (?:memory )?limit/i],
  ['GOMEMLIMIT covers C', /GOMEMLIMIT (?:covers|includes|limits) (?:cgo|C\b)/i],
  ['set GOMEMLIMIT to the container’s limit', /GOMEMLIMIT (?:equal )?to the (?:container’s |cgroup )?limit/i],
  ['GOGC=100 collects at 100 MB', /GOGC=100[^.]*\bat 100 ?M/i],
  ['GOGC=100 doubles RSS', /doubles (?:the )?(?:RSS|resident)/i],
  ['the third size of a line was freed', /->[^.]*\bfreed\b/],
  ['% is this cycle’s', /`%`[^.]*\b(?:this|the) (?:GC|cycle|collection)’?s? (?:CPU|processor)/i],
  ['a goroutine’s stack has 2 KB', /\b2 ?K(?:i?B|B)\b/i],
  [
    'runtime.GC or FreeOSMemory cure leaks',
    /(?:runtime\.GC|FreeOSMemory)\b[^.]*\b(?:fix|cure|repair)e?s? (?:a |the )?leaks?/i,
  ],
  ['ballast', /ballast/i],
  [
    'go_gc_duration_seconds is what a collection takes',
    /go_gc_duration_seconds\b[^.]* is (?:the )?(?:GC|collection) (?:time|duration)/i,
  ],
  ['virtual memory shows a leak', /virtual_memory_bytes|VirtualSize[^.]*leak/i],
  ['the body has to be read', /body (?:must|has to) be read/i],
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

  for (const [claim, says] of falsehoods) {
    it(`is never that ${claim}`, () => {
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
