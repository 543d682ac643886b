import assert from 'node:assert/strict';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MessageError } from '../../../src/base/message';
import type { Engine } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { type AllocationCount, countAllocations } from '../../helpers/allocationCount';
import { fixtureBytes } from '../../helpers/fixtureProfiles';
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
      assert.doesNotMatch(error.message, /\n|undefined|\[object/, describeCase());
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
    const [profile] = await engine.open(bytes, { name: 'fuzz.pb.gz' });
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
