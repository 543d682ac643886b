import assert from 'node:assert/strict';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MessageError } from '../../../src/base/message';
import type { Engine } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { type AllocationCount, countAllocations } from '../../helpers/allocationCount';
import { fixtureBytes } from '../../helpers/fixtureProfiles';
import { legacyCpuBytes, legacyWordKinds } from '../../helpers/legacyCpu';
import { profileBytes } from '../../helpers/profileText';
import { bytesField, joined, varintField } from '../../helpers/protobufBytes';

const mutations = 10_000;
const longestMs = 1000;
const allowedBytes = (inflated: number) => 4 * inflated + 64 * 1024 * 1024;

const seeds: readonly Uint8Array[] = [
  'inlined.pb.gz',
  'labels.pb.gz',
  'drop-frames.pb.gz',
  'recursion.pb.gz',
  'int64-huge.pb.gz',
  'sparse-ids.pb.gz',
  'no-functions.pb.gz',
  'leaky.threadcreate.pb.gz',
].map(fixtureBytes);

const memoryMap = `--- Memory map: ---
  build=/opt/app/server
  00400000-00480000 r-xp 00000000 08:01 17 $build
  00601000-00700000: /lib/libc-2.31.so (@1000) abc123
`;

/** Some of the records of a text, which empty lines divide. */
function parts(name: string, from: number, to?: number): Uint8Array {
  const records = Buffer.from(fixtureBytes(name)).toString().split('\n\n');
  return Buffer.from(`${records.slice(from, to).join('\n\n')}\n`);
}

/** One or more of each form that was there before protobuf. */
const legacySeeds: readonly Uint8Array[] = [
  parts('leaky.heap.txt', 0, 2),
  joined(parts('leaky.heap.txt', 0, 1), parts('leaky.heap.txt', -1).subarray(0, 800)),
  parts('leaky.goroutine.txt', 0, 2),
  parts('leaky.threadcreate.txt', 0),
  parts('leaky.block.txt', 0, 1),
  parts('leaky.mutex.txt', 0, 1),
  Buffer.from(`heap profile: 3: 24 [6: 48] @ heap_v2/524288
1: 8 [2: 16] @ 0x400011 0x601011
2: 16 [4: 32] @ 0x7f0010
${memoryMap}`),
  Buffer.from(`goroutine profile: total 3
2 @ 0x11 0x11 0x21
# labels: {"tenant":"acm\\u00e9", "shard":"\\x07"}
#	0x10	main.inner+0x1	in.go:1
#	0x10	main.outer+0x1	out.go:2
#	0x20	main.main+0x1	m.go:3

1 @ 0x21
#	0x20	main.main+0x1	m.go:3
${memoryMap}`),
  Buffer.from(`--- contentionz 1 ---
cycles/second = 3201000000
sampling period = 100
ms since reset = 16502830
discarded samples = 0
  19490304       27 @ 0xbccc97 0xc61202 0x42ed5f
${memoryMap}`),
  Buffer.from(`--- threadz 1 ---

--- Thread 7eff063d9940 (name: main/25376) stack: ---
  PC: 0xbc8f1c 0xbcae55 0x40be31
      creator: 0xa45b96
--- Thread 7eff04b95700 (name: thread1/25380) stack: ---
  [same as previous thread]
${memoryMap}`),
  Buffer.from(`--- heapz 1 ---
format = java
resolution = bytes
  7048     1 @ 0x00000003 0x00000004
   240     5 @ 0x00000097

 0x00000003 com.example.Cache.put (Cache.java:12)
 0x00000004 memcpy (/lib/libc.so)
`),
  Buffer.from(`--- contentionz 1 ---
format = java
resolution = microseconds
sampling period = 100
ms since reset = 6019923
            1     1 @ 0x00000003 0x00000004
 0x0000003 com.example.function03 (source.java:03)
`),
  ...legacyWordKinds.map((words) => fixtureBytes(`legacy-cpu-${words.name}.prof`)),
  legacyCpuBytes(
    {
      periodMicros: 10_000,
      samples: [{ ticks: 3, stack: [0x100, 0x201] }],
      map: '0x201 a.B.c (B.java:7)\n',
      isJava: true,
    },
    legacyWordKinds[0]!,
  ),
];

describe('damaged profiles', function () {
  this.timeout(120_000);
  let engine: Engine;
  let allocations: AllocationCount;
  const outcomes = { opened: 0, refused: 0 };

  before(() => {
    allocations = countAllocations();
    engine = createEngine();
  });
  after(() => {
    engine.dispose();
    allocations.restore();
    console.log(`      ${outcomes.opened} opened, ${outcomes.refused} refused`);
  });

  /** Everything that the extension asks of a file, in bounded time and memory; the only way to fail is a MessageError. */
  async function survive(bytes: Uint8Array, describeCase: () => string): Promise<void> {
    allocations.reset();
    const started = process.cpuUsage();
    try {
      await useProfile(bytes);
      outcomes.opened++;
    } catch (error) {
      if (!(error instanceof MessageError)) {
        throw new Error(`${describeCase()}: ${(error as Error).stack}`);
      }
      assert.doesNotMatch(error.message, /\n|undefined|\[object [A-Z]/, describeCase());
      outcomes.refused++;
    }
    const { user, system } = process.cpuUsage(started);
    assert.ok(user + system < longestMs * 1000, `${describeCase()} took ${(user + system) / 1000} ms`);
    assert.ok(
      allocations.bytes < allowedBytes(inflatedSize(bytes)),
      `${describeCase()} took ${allocations.bytes} bytes`,
    );
  }

  async function useProfile(bytes: Uint8Array): Promise<void> {
    const [profile] = await engine.openProfiles(bytes, { name: 'fuzz.pb.gz' });
    const { handle, facts } = profile!;
    const { sampleIndex } = facts;
    try {
      const top = await engine.ask(handle, 'top', { sampleIndex, granularity: 'functions' });
      await engine.ask(handle, 'top', { sampleIndex, granularity: 'lines' });
      await engine.ask(handle, 'top', { sampleIndex, granularity: 'files' });
      const flame = await engine.ask(handle, 'flame', { sampleIndex, root: 0 });
      await engine.ask(handle, 'lineCosts', {});
      await engine.ask(handle, 'search', { sampleIndex, text: 'main', regex: false });
      await engine.ask(handle, 'nodeDetails', { node: flame.node[flame.length - 1]!, sampleIndex });
      if (top.length > 0) await engine.ask(handle, 'functionDetails', { frame: top.frame[0]!, sampleIndex });
    } finally {
      await engine.close(handle);
    }
  }

  it('cut at any byte, packed or not', async () => {
    let cases = 0;
    for (const [number, seed] of seeds.entries()) {
      for (const bytes of [seed, Uint8Array.from(gzipSync(seed))]) {
        for (let length = 0; length <= bytes.length; length++, cases++) {
          await survive(bytes.slice(0, length), () => `seed ${number} cut at ${length} of ${bytes.length}`);
        }
      }
    }
    assert.ok(cases > 4000, `${cases} cases`);
  });

  it(`changed in ${mutations} ways`, async () => {
    const opened = outcomes.opened;
    for (let number = 0; number < mutations; number++) {
      const random = randomOf(number);
      const seed = seeds[number % seeds.length]!;
      // Mostly the protobuf; now and then the gzip around it.
      const bytes =
        number % 10 === 0
          ? mutate(Uint8Array.from(gzipSync(seed)), random)
          : number % 10 === 1
            ? Uint8Array.from(gzipSync(mutate(seed, random)))
            : mutate(seed, random);
      await survive(bytes, () => `mutation ${number}`);
    }
    // Mutations that are all refused at once would test little.
    assert.ok(outcomes.opened - opened > mutations / 20, `${outcomes.opened - opened} opened`);
  });

  it('of the legacy forms, cut everywhere', async () => {
    for (const [number, seed] of legacySeeds.entries()) {
      // Not at every byte of the longer ones: their records are alike.
      for (let length = 0; length <= seed.length; length += seed.length > 400 ? 7 : 1) {
        await survive(seed.slice(0, length), () => `legacy seed ${number} cut at ${length}`);
      }
    }
  });

  it(`of the legacy forms, changed in ${mutations / 2} ways`, async () => {
    const opened = outcomes.opened;
    for (let number = 0; number < mutations / 2; number++) {
      const random = randomOf(number);
      const seed = legacySeeds[number % legacySeeds.length]!;
      const bytes = random(2) === 0 ? mutate(seed, random) : mutateText(seed, random);
      await survive(bytes, () => `legacy mutation ${number}`);
    }
    assert.ok(outcomes.opened - opened > mutations / 20, `${outcomes.opened - opened} opened`);
  });

  it('of the legacy forms, with parts that go on and on', async () => {
    const long = 300_000;
    const digits = '1'.repeat(long);
    const header = 'heap profile: 1: 1 [1: 1] @ heap/1048576\n';
    const texts: Readonly<Record<string, string>> = {
      'a header of digits': `heap profile: ${digits}: 1 [1: 1] @ heap/1048576\n`,
      'a header of spaces': `heap profile: 1:${' '.repeat(long)}1 [1: 1]${' '.repeat(long)}@\n`,
      'a count of digits': `x profile: total 1\n${digits} @ 0x1\n`,
      'a total of digits': `x profile: total ${digits}\n`,
      'a name without end': `${'x'.repeat(long)} profile: total 1\n`,
      'a record of digits': `${header}${digits}\n`,
      'a record of @': `${header}${'1 @'.repeat(long)}\n`,
      'contention of digits': `--- mutex:\n${digits}\n`,
      'contention of digits and @': `--- mutex:\n${digits}@${digits} @ 0x1\n`,
      'an attribute without end': `--- mutex:\n${'a='.repeat(long)}\n`,
      'an address of digits': `${header}1: 1 [1: 1] @ 0x${digits}\n`,
      'a deep stack': `x profile: total 1\n1 @${' 0x11 0x21'.repeat(long / 30)}\n#	0x10	a+0x1	a.go:1\n`,
      'a deep stack, all named': `x profile: total 1\n1 @${' 0x11'.repeat(20_000)}\n${'#	0x10	a+0x1	a.go:1\n'.repeat(20_000)}`,
      'comments of one address': `x profile: total 1\n1 @ 0x11\n${'#	0x10	a+0x1	a.go:1\n#	0x10	b+0x1	b.go:1\n'.repeat(5000)}`,
      'comments of no address': `x profile: total 1\n1 @${' 0x11 0x21'.repeat(20_000)}\n${'#	0x99	a+0x1	a.go:1\n'.repeat(20_000)}`,
      'a comment without end': `x profile: total 1\n1 @ 0x11\n#	0x10	${'a+0x1'.repeat(long)}\n`,
      'labels without end': `x profile: total 1\n1 @ 0x11\n# labels: {${'"a":"b", '.repeat(long / 10)}\n`,
      'a label of escapes': `x profile: total 1\n1 @ 0x11\n# labels: {"a":"${'\\x0'.repeat(long / 5)}"}\n`,
      'a map of hex': `${header}--- Memory map: ---\n${`${'a'.repeat(8000)}\n`.repeat(50)}`,
      'a map of spaces': `${header}--- Memory map: ---\n${`1 ${' '.repeat(8000)}\n`.repeat(50)}`,
      'a map of one name': `${header}--- Memory map: ---\na=${'$a'.repeat(4000)}\n${`${'$a'.repeat(4000)}\n`.repeat(50)}`,
      'a map of many rows': `${header}1: 1 [1: 1] @ 0x5\n--- Memory map: ---\n${'0-ffff: /x\n'.repeat(70_000)}`,
      'a map of glog prefixes': `${header}--- Memory map: ---\n${`${':1'.repeat(4000)}\n`.repeat(50)}`,
      'a thread without end': `--- Thread 1 (name: ${'/1'.repeat(long)}`,
      'java of brackets': `--- heapz 1 ---\nresolution = bytes\n1 1 @ 0x1\n0x1 ${' (:1'.repeat(long / 4)})\n`,
      'a java attribute of words': `--- heapz 1 ---\n${'a '.repeat(long)}\n`,
      'MemStats of digits': `${header}\n# runtime.MemStats\n# Alloc = ${digits}\n# PauseNs = [${digits} ${digits}]\n`,
      'comments before the header': `${'#\n'.repeat(long)}x profile: total 1\n`,
    };
    for (const [what, text] of Object.entries(texts)) await survive(Buffer.from(text), () => what);
  });

  it('claiming more than they hold', async () => {
    const huge = [2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 64n - 1n];
    const small = profileBytes('main;put 5');
    for (const claim of huge) {
      for (let field = 1; field <= 15; field++) {
        const length = bytesField(field, claim).slice(1);
        await survive(
          joined(small, Uint8Array.of(field * 8 + 2), length.slice(1)),
          () => `length ${claim} of ${field}`,
        );
        await survive(joined(small, varintField(field, claim)), () => `value ${claim} of ${field}`);
        await survive(
          joined(small, bytesField(field, varintField(1, claim))),
          () => `id ${claim} in ${field}`,
        );
      }
    }
  });

  it('of many empty parts', async () => {
    for (let field = 1; field <= 15; field++) {
      const parts = new Uint8Array(200_000);
      for (let at = 0; at < parts.length; at += 2) parts[at] = field * 8 + 2;
      await survive(joined(profileBytes('main;put 5'), parts), () => `100,000 empty fields ${field}`);
      await survive(parts, () => `100,000 empty fields ${field} alone`);
    }
  });

  it('with one very long stack, or one location of very many lines', async () => {
    const deep = Array.from({ length: 30_000 }, (_, depth) => (depth % 3 === 0 ? 'a' : 'b')).join(';');
    await survive(profileBytes(`${deep} 1`), () => 'deep stack');
    const wide = Array.from({ length: 30_000 }, (_, line) => (line % 3 === 0 ? 'a' : 'b')).join('|');
    await survive(profileBytes(`${wide} 1`), () => 'wide location');
  });

  it('with a location of many lines, many times in a stack', async () => {
    const frame = Array.from({ length: 3000 }, (_, line) => `f${line % 7}`).join('|');
    const bytes = profileBytes(`${Array.from({ length: 3000 }, () => frame).join(';')} 1`);
    assert.ok(bytes.length < 50_000);
    await assert.rejects(
      useProfile(bytes),
      /^MessageError: The stacks of this profile expand to more than 1192000 calls/,
    );
    await survive(bytes, () => 'nine million calls');
  });

  it('are counted in what they take', async () => {
    allocations.reset();
    await useProfile(seeds[0]!);
    assert.ok(allocations.bytes > 1000, `${allocations.bytes}`);
  });
});

function inflatedSize(bytes: Uint8Array): number {
  if (bytes[0] !== 0x1f) return bytes.length;
  try {
    return gunzipSync(bytes).length;
  } catch {
    // Damaged: at least its own size is known.
    return bytes.length;
  }
}

type Random = (below: number) => number;

/** Mulberry32: the same numbers for the same seed, everywhere. */
function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function mutate(seed: Uint8Array, random: Random): Uint8Array {
  let bytes = seed;
  for (let rounds = 1 + random(3); rounds > 0; rounds--) {
    bytes = changes[random(changes.length)]!(bytes, random);
  }
  return bytes;
}

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

const changes: readonly Change[] = [
  flipBit,
  flipBit,
  setByte,
  insertBytes,
  deleteBytes,
  splice,
  inflateLength,
  blowUp,
];

/** Pieces of the texts. */
const pieces = [
  ...[
    '0x',
    '@',
    ' @ 0x1',
    '0',
    '9',
    'f',
    '-',
    '--- ',
    '[',
    ']',
    ':',
    '=',
    '$build',
    '#',
    '\t',
    ' ',
    '\n',
    '\r',
  ],
  ...[
    '#\t0x10\ta+0x1\tb:2\n',
    '# labels: {"a":"b"}\n',
    '--- Memory map: ---\n',
    '18446744073709551616',
    '\0',
  ],
].map((text) => Buffer.from(text));

/** Another piece at one to three places. */
function mutateText(seed: Uint8Array, random: Random): Uint8Array {
  let bytes = seed;
  for (let rounds = 1 + random(3); rounds > 0; rounds--) {
    const at = random(bytes.length + 1);
    const removed = random(2) * random(4);
    bytes = joined(bytes.subarray(0, at), pieces[random(pieces.length)]!, bytes.subarray(at + removed));
  }
  return bytes;
}

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice();
  changed[random(bytes.length)]! ^= 1 << random(8);
  return changed;
}

function setByte(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice();
  changed[random(bytes.length)] = [0, 1, 0x7f, 0x80, 0xff, random(256)][random(6)]!;
  return changed;
}

function insertBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const added = Uint8Array.from({ length: 1 + random(8) }, () => random(256));
  return insertAt(bytes, random(bytes.length + 1), added);
}

function deleteBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random(bytes.length);
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random(8)));
}

/** A part of a seed, at another place. */
function splice(bytes: Uint8Array, random: Random): Uint8Array {
  const other = seeds[random(seeds.length)]!;
  const from = random(other.length);
  return insertAt(bytes, random(bytes.length + 1), other.subarray(from, from + 1 + random(64)));
}

/** A byte that may be a length grows. */
function inflateLength(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice();
  const at = random(bytes.length);
  changed[at] = Math.min(0x7f, changed[at]! + 1 + random(100));
  return changed;
}

/** A varint of up to eleven bytes stands where one byte stood. */
function blowUp(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random(bytes.length);
  const varint = new Uint8Array(1 + random(11)).fill(0x80 | random(128));
  varint[varint.length - 1] = random(128);
  return joined(bytes.subarray(0, at), varint, bytes.subarray(at + 1));
}

function insertAt(bytes: Uint8Array, at: number, added: Uint8Array): Uint8Array {
  return joined(bytes.subarray(0, at), added, bytes.subarray(at));
}
