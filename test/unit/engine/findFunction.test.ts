import assert from 'node:assert/strict';
import { createEngine } from '../../../src/engine/node/createEngine';
import { encodeProfile } from '../../helpers/pprofProto';
import { sketchProfile } from '../../helpers/profileSketch';

const stacks: readonly (readonly [cost: number, ...stack: string[]])[] = [
  [5, 'main.Map[go.shape.int] map.go:3', 'main.main main.go:9'],
  [2, 'example.com/app/session.check login.go:41', 'main.main main.go:9'],
  [1, 'main.run.LoginHandler.func1 login.go:24', 'main.run main.go:5'],
  [4, 'example.com/app/session.LoginHandler.func2 login.go:31', 'main.run main.go:5'],
];

async function check(name: string, expected: string | null): Promise<void> {
  const engine = createEngine();
  const samples = stacks.map(([cost, ...stack]) => ({ stack, values: [cost] }));
  const bytes = encodeProfile(sketchProfile({ types: ['cpu/nanoseconds'], samples }));
  const [{ handle }] = await engine.openProfiles(bytes, { name: 'cpu.pb.gz' });
  const frame = await engine.ask(handle, 'findFunction', { name });
  const found =
    frame < 0 ? null : (await engine.ask(handle, 'functionDetails', { frame, sampleIndex: 0 })).name;
  engine.dispose();
  assert.equal(found, expected);
}

describe('Engine.findFunction', () => {
  it('finds a function by its exact name, or without type arguments', async () => {
    await check('main.run', 'main.run');
    await check('main.Map[...]', 'main.Map[go.shape.int]');
  });

  it('takes the heaviest closure of a declared function that never ran itself', async () => {
    await check('example.com/app/session.LoginHandler', 'example.com/app/session.LoginHandler.func2');
  });

  it('finds nothing else', async () => {
    await check('main.missing', null);
  });
});
