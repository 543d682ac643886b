import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import type { TagReport } from '../../../src/model/tagReport';
import { encodeProfile } from '../../helpers/pprofProto';
import { type SampleSketch, sketchProfile } from '../../helpers/profileSketch';
import { lines } from '../../helpers/profileText';

describe('tags', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine();
  });
  after(() => engine.dispose());

  async function tags(
    samples: [number, SampleSketch['labels']][],
    unit?: string,
    mostValues?: number,
  ): Promise<TagReport> {
    const bytes = encodeProfile(
      sketchProfile({
        types: ['cpu/nanoseconds'],
        samples: samples.map(([value, labels]) => ({ stack: ['main'], values: [value], labels })),
      }),
    );
    const [profile] = await engine.openProfiles(bytes, { name: 'test.pb.gz' });
    return engine.ask(profile!.handle, 'tags', { sampleIndex: 0, unit, mostValues });
  }

  function textOf({ total, keys }: TagReport): string {
    return [
      `total ${total}`,
      ...keys.flatMap((key) => [
        `${key.key} [${key.unit}] ${key.isNumeric ? 'numbers' : 'texts'} ${key.total}`,
        ...key.values.map(({ text, number, value, samples }) => `  ${text} ${number} ${value} in ${samples}`),
      ]),
    ].join('\n');
  }

  it('tells as many values as are asked for, and counts the others', async () => {
    const samples = [3, 9, 0, 5, 0].map((value, at): [number, SampleSketch['labels']] => [
      value,
      { id: `r${at}` },
    ]);
    const [key] = (await tags(samples, undefined, 2)).keys;
    assert.deepEqual(
      key!.values.map(({ text, value }) => `${text} ${value}`),
      ['r1 9', 'r3 5'],
    );
    assert.deepEqual([key!.valueCount, key!.idleCount, key!.total], [5, 2, 17]);
  });

  it('adds up values by key: keys by name, values heaviest first', async () => {
    const report = await tags([
      [5, { tenant: 'acme', shard: [3] }],
      [-7, { tenant: 'umbrella' }],
      [2, { tenant: 'acme' }],
      [1, {}],
    ]);
    assert.equal(
      textOf(report),
      lines(`
        total 15
        shard [shard] numbers 5
          3 3 5 in 1
        tenant [] texts 0
          acme null 7 in 2
          umbrella null -7 in 1`),
    );
  });

  it('tells numbers in their unit, and as one value where they read the same', async () => {
    const report = await tags([
      [1, { bytes: [1024, 'bytes'] }],
      [2, { bytes: [1025, 'bytes'] }],
      [3, { bytes: [2048] }],
      [4, { request: [10] }],
    ]);
    assert.equal(
      textOf(report),
      lines(`
        total 10
        bytes [bytes] numbers 6
          1kB null 3 in 2
          2kB 2048 3 in 1
        request [bytes] numbers 4
          10B 10 4 in 1`),
    );
    assert.deepEqual(
      (await tags([[1, { bytes: [1536, 'bytes'] }]], 'B')).keys[0]!.values.map(({ text }) => text),
      ['1536B'],
    );
  });

  it('sees no label in a 0 without a unit, as Go does', async () => {
    assert.equal(
      textOf(await tags([[1, { size: [0], age: [0, 'seconds'] }]])),
      lines(`
      total 1
      age [seconds] numbers 1
        0 0 1 in 1`),
    );
  });
});
