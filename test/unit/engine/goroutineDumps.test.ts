import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { MessageError } from '../../../src/base/message';
import type { Engine, ProfileEvidence } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';

const dump = `goroutine 1 [running]:
main.main()
	/x/m.go:1 +0x1

goroutine 7 [select, 3 minutes]:
main.f()
	/x/f.go:2 +0x1
`;
const counts = `goroutine profile: total 9
8 @ 0x11 0x21
#	0x10	main.f+0x1	/x/f.go:1

1 @ 0x21
#	0x20	main.main+0x1	/x/m.go:3
`;

describe('files with goroutines in them', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine();
  });
  after(() => engine.dispose());

  const open = (content: string | Uint8Array) =>
    engine.openProfiles(typeof content === 'string' ? new TextEncoder().encode(content) : content, {
      name: 'app.log',
    });

  function sketch(pieces: readonly ProfileEvidence[]): string[] {
    return pieces.map(({ goroutines }) =>
      goroutines === null
        ? 'no goroutines'
        : `${goroutines.form} ${goroutines.parsed} of ${goroutines.total ?? 'unknown'}${goroutines.crash ? `, ${goroutines.crash.text}` : ''}`,
    );
  }

  it('open, packed or not, in UTF-8 or what PowerShell makes of it', async () => {
    const utf16 = Uint8Array.from(Buffer.from(`\ufeff${dump}`, 'utf16le'));
    for (const content of [
      dump,
      Uint8Array.from(gzipSync(dump)),
      utf16,
      `\x1b[31m# a colour\x1b[0m\n${dump}`,
    ]) {
      assert.deepEqual(sketch(await open(content)), ['stacks 2 of 2']);
    }
  });

  it('hold as many pieces as there are dumps, panics and counts, in their order', async () => {
    const pieces = await open(
      `some words\n${counts}\npanic: boom\n\n${dump}exit status 2\n\n${dump}\n${counts}`,
    );
    assert.deepEqual(sketch(pieces), [
      'counts 9 of 9',
      'stacks 2 of 2, panic: boom',
      'stacks 2 of 2',
      'counts 9 of 9',
    ]);
    assert.equal(new Set(pieces.map(({ handle }) => handle)).size, 4);
    assert.deepEqual(sketch(await open(`${counts}\n${dump}`)), ['counts 9 of 9', 'stacks 2 of 2']);
  });

  it('tell how many goroutines a cut dump lacks', async () => {
    const [, cut] = await open(`${counts}\n${dump.slice(0, -6)}`);
    assert.deepEqual([cut!.goroutines!.parsed, cut!.goroutines!.total, cut!.goroutines!.missing], [2, 9, 7]);
  });

  it('show what can be read beside a piece that cannot', async () => {
    const pieces = await open(`${dump}\ngoroutine profile: total 1\n1 @ 0xzz\n`);
    assert.deepEqual(sketch(pieces), ['stacks 2 of 2']);
    assert.deepEqual(
      pieces[0]!.problems.map(({ at }) => at),
      ['line 9'],
    );
  });

  it('are shown in part where there are too many dumps to look at', async () => {
    const pieces = await open(`panic: boom\n\n${dump}\n`.repeat(1201));
    assert.equal(pieces.length, 200);
    // The latest: what people look for, and what a shell judges.
    assert.equal(pieces.at(-1)!.goroutines!.line, 12_001);
    for (const { problems } of [pieces[0]!, pieces.at(-1)!]) {
      assert.deepEqual(
        problems.map(({ at, message }) => [at, message.args.all]),
        [['line 10011', '1,201']],
      );
    }
  });

  it('are refused where they only speak of goroutines', async () => {
    await assert.rejects(open('we saw goroutine 12 [select] there\n'), (error: MessageError) => {
      assert.ok(error instanceof MessageError);
      assert.equal(error.message, 'app.log speaks of goroutines, but holds the stack of none.');
      return true;
    });
  });
});
