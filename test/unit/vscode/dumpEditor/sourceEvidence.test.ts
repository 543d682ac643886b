import assert from 'node:assert/strict';
import type { SourceQuestion } from '../../../../src/model/sourceFacts';
import { gatherSourceFacts } from '../../../../src/vscode/dumpEditor/sourceEvidence';

const source = `package main

func serve() {
	for {
		go work()
	}
}

func work() {}
`;

function question(more: Partial<SourceQuestion>): SourceQuestion {
  return { role: 'created', func: 'main.serve', file: '/src/main.go', line: 5, ...more };
}

/** Facts as `kind line@at`, and the files that were asked for. */
async function gather(questions: readonly SourceQuestion[], text: string | null) {
  const asked: string[] = [];
  const recordedText = async ({ path, packagePath }: { path: string; packagePath: string }) => {
    asked.push(`${path} ${packagePath}`);
    return text;
  };
  const facts = await gatherSourceFacts(questions, { recordedText });
  return { facts: facts.map(({ kind, line, at }) => `${kind} ${line}@${at}`), asked };
}

describe('what sources say about a dump', () => {
  it('comes from the files that its lines name, each read once', async () => {
    const { facts, asked } = await gather([question({}), question({ line: 5, role: 'created' })], source);
    assert.deepEqual(facts, ['goInLoop 5@5', 'goInLoop 5@5']);
    assert.deepEqual(asked, ['/src/main.go main']);
  });

  it('is told for the recorded line where the function has moved', async () => {
    const moved = source.replace('func serve', `${'\n'.repeat(7)}func serve`);
    assert.deepEqual((await gather([question({})], moved)).facts, ['goInLoop 5@12']);
  });

  it('is nothing for a line that starts nobody any more', async () => {
    const changed = source.replace('go work()', 'work()');
    assert.deepEqual((await gather([question({})], changed)).facts, []);
  });

  it('is nothing where the file, the function or the line is gone, or is no Go', async () => {
    assert.deepEqual((await gather([question({})], null)).facts, []);
    assert.deepEqual((await gather([question({ func: 'main.other' })], source)).facts, []);
    assert.deepEqual((await gather([question({ line: 500, role: 'blocked' })], source)).facts, []);
    const assembly = await gather([question({ file: '/src/asm_amd64.s' })], source);
    assert.deepEqual(assembly, { facts: [], asked: [] });
  });

  it('is told for one of two lines that would be the same line now', async () => {
    const moved = source.replace('func serve', '\n\nfunc serve');
    const both = [question({}), question({ line: 7, role: 'blocked' })];
    assert.deepEqual((await gather(both, moved)).facts, ['goInLoop 5@7']);
  });

  it('is read from a bounded number of files, none of them huge', async () => {
    const many = Array.from({ length: 150 }, (_, at) => question({ file: `/src/f${at}.go` }));
    assert.equal((await gather(many, null)).asked.length, 100);
    const quarter = `${source}${' '.repeat((256 << 10) - source.length)}`;
    assert.equal((await gather(many, quarter)).facts.length, 64, '16 Mi characters in all');
    assert.equal((await gather(many.slice(0, 3), `${quarter} `)).facts.length, 0);
  });

  it('ends when nobody waits for it', async () => {
    const gathering = gatherSourceFacts(
      [question({})],
      { recordedText: async () => source },
      AbortSignal.abort(),
    );
    await assert.rejects(gathering, { name: 'AbortError' });
  });
});
