import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Engine, Evidence } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';

const gc = (number: number, process = '') =>
  `${process}gc ${number} @${number}.011s 1%: 0.13+16+0.24 ms clock, 0.41+16/1.4/18+0.74 ms cpu, 16->16->16 MB, 17 MB goal, 40 P\n`;
const dump = `goroutine 1 [running]:
main.main()
	/x/m.go:1 +0x1

`;

describe('files with GC traces in them', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine();
  });
  after(() => engine.dispose());

  const open = (content: string | Uint8Array) =>
    engine.open(typeof content === 'string' ? new TextEncoder().encode(content) : content, {
      name: 'app.log',
    });

  function sketch(pieces: readonly Evidence[]): string[] {
    return pieces.map((piece) => {
      if (piece.kind !== 'memory') return piece.goroutines?.form ?? 'profile';
      const { process, cycles, samples } = piece.facts;
      return `${process.name || 'nobody'}: ${cycles} cycles, ${samples} samples`;
    });
  }

  it('open, packed or not, in UTF-8 or what PowerShell makes of it', async () => {
    const text = gc(1) + gc(2);
    const utf16 = Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'));
    for (const content of [text, Uint8Array.from(gzipSync(text)), utf16, `words\n${text}`]) {
      assert.deepEqual(sketch(await open(content)), ['nobody: 2 cycles, 0 samples']);
    }
  });

  it('hold a piece for each process, each dump and each panic, in their order', async () => {
    const text = `${gc(1, 'web-1 | ')}${gc(1, 'db-1 | ')}${gc(2, 'web-1 | ')}\npanic: boom\n\n${dump}exit status 2\n\n${gc(1, 'job-1 | ')}`;
    const pieces = await open(text);
    assert.deepEqual(sketch(pieces), [
      'web-1: 2 cycles, 0 samples',
      'db-1: 1 cycles, 0 samples',
      'stacks',
      'job-1: 1 cycles, 0 samples',
    ]);
    const profiles = await engine.openProfiles(new TextEncoder().encode(text), { name: 'app.log' });
    assert.equal(profiles.length, 1);
  });

  it('hold no profile, and say so', async () => {
    await assert.rejects(
      engine.openProfiles(new TextEncoder().encode(gc(1)), { name: 'app.log' }),
      /app\.log tells of memory over time; it holds no profile\./,
    );
  });

  it('give all of their cycles and what is wrong with their lines', async () => {
    const [piece] = await open(`${gc(1)}gc 2 @2.000s\n${gc(3)}`);
    assert.equal(piece!.kind, 'memory');
    assert.deepEqual(
      piece!.problems.map(({ at }) => at),
      ['line 2'],
    );
    const series = await engine.ask(piece!.handle, 'memorySeries', null);
    assert.deepEqual([...series.cycles.number], [1, 3]);
  });
});
