import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { createEngine } from '../../../../src/engine/node/createEngine';
import { plainReport } from '../../../../src/model/goroutineReport';
import { factsOfFile } from '../../../../src/source/goFacts';
import { findingLines, judgeText } from '../../../helpers/judgedText';

const fixtures = path.join(__dirname, '..', '..', '..', 'fixtures');
const sources = path.join(fixtures, 'programs', 'innocent');

/** The program does nothing wrong: `likely` and `certain` are false alarms. */
describe('a program that only waits', () => {
  for (const name of ['innocent.debug1.txt', 'innocent.debug2.txt']) {
    const text = readFileSync(path.join(fixtures, 'dumps', name), 'utf8');

    it(`${name}: nothing is more than suspicious`, async () => {
      const { findings, facts } = await judgeText(text, { userModules: ['example.com/innocent'] });
      assert.ok(facts.parsed > 400, `${facts.parsed} goroutines`);
      assert.deepEqual(alarms(findings), []);
    });

    it(`${name}: nor with its source`, async () => {
      const sourceFacts = await readFacts(text);
      assert.ok(sourceFacts.length > 20, `${sourceFacts.length} facts`);
      const { findings } = await judgeText(text, { userModules: ['example.com/innocent'], sourceFacts });
      assert.deepEqual(alarms(findings), []);
    });

    it(`${name}: nor where nobody says which code is the user's`, async () => {
      const { findings } = await judgeText(text, { userModules: [] });
      assert.deepEqual(alarms(findings), []);
    });
  }

  it('what waits for work may do so for half an hour', async () => {
    const text = readFileSync(path.join(fixtures, 'dumps', 'innocent.debug2.txt'), 'utf8');
    const waiting =
      /^(goroutine \d+ \[(?:IO wait|select|chan receive|sync\.Cond\.Wait|sync\.WaitGroup\.Wait|select \(no cases\)))\]/gm;
    const old = text.replace(waiting, '$1, 30 minutes]');
    assert.ok(old.length > text.length + 400 * 10);
    const { findings } = await judgeText(old, { userModules: ['example.com/innocent'] });
    assert.deepEqual(alarms(findings), []);
  });

  it('accept loops, idle connections and signal handlers are not even suspicious', async () => {
    const text = readFileSync(path.join(fixtures, 'dumps', 'innocent.debug2.txt'), 'utf8');
    const { findings } = await judgeText(text.replace(/^(goroutine \d+ \[IO wait)\]/gm, '$1, 99 minutes]'), {
      userModules: ['example.com/innocent'],
    });
    const about = findings.flatMap(({ locations }) => locations.map(({ func }) => func));
    assert.deepEqual(
      about.filter((func) => /^(net|os|database|internal)[/.]/.test(func)),
      [],
    );
  });
});

describe('rules on any dump', () => {
  const text = readFileSync(path.join(fixtures, 'dumps', 'innocent.debug2.txt'), 'utf8').slice(0, 20_000);

  it('never throw, and point to groups that are there', async () => {
    const piece = fc.constantFrom(
      ...[
        '\n',
        '\n\n',
        '[select (no cases)]:',
        '[chan send, 99 minutes]:',
        '(leaked)',
        'goroutine 7 [',
        'created by ',
        '0xc000',
        '(',
        ')',
        '\t',
        ':',
        '/src/x.go:1',
      ],
    );
    const edits = fc.array(fc.tuple(fc.nat(text.length), fc.nat(200), piece), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const broken = list.reduce(
          (all, [at, length, by]) => all.slice(0, at) + by + all.slice(at + length),
          text,
        );
        const { findings, groups } = await judgeText(
          `goroutine 5 [running]:\nmain.main()\n\t/a.go:1\n\n${broken}`,
        );
        for (const finding of findings) {
          assert.ok(finding.groups.every((group) => group < groups.length));
          assert.doesNotMatch(findingLines([finding])[0]!, /undefined|NaN|\{\w+\}/);
        }
      }),
      { numRuns: 80 },
    );
  });
});

function alarms(findings: Parameters<typeof findingLines>[0]): string[] {
  return findingLines(findings.filter(({ confidence }) => confidence !== 'suspicious'));
}

async function readFacts(text: string) {
  const engine = createEngine();
  try {
    const [opened] = await engine.openProfiles(Uint8Array.from(Buffer.from(text)), { name: 'dump.txt' });
    await engine.goroutineReport([opened!.handle], plainReport);
    const questions = await engine.ask(opened!.handle, 'sourceQuestions', { userModules: [] });
    return readdirSync(sources)
      .filter((name) => name.endsWith('.go'))
      .flatMap((name) =>
        factsOfFile(
          readFileSync(path.join(sources, name), 'utf8'),
          questions.filter(({ file }) => file.endsWith(`/${name}`)),
        ),
      );
  } finally {
    engine.dispose();
  }
}
