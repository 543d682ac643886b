import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import { crowdOf, sinceOf } from '../../../../src/vscode/dumpOverlay/crowd';
import { goroutineHoverText } from '../../../../src/vscode/dumpOverlay/goroutineHoverText';
import { type DumpSketch, linesOf, sketchDump } from '../../../helpers/judgedDumpSketch';

function hover(sketch: DumpSketch, toldRules: readonly string[] = []): string[] {
  const dump = sketchDump(sketch);
  const crowd = crowdOf(linesOf(dump, 'blocked'), dump.report)!;
  const text = goroutineHoverText(
    {
      crowds: [crowd],
      findings: dump.report.findings,
      report: dump.report,
      since: sinceOf(dump.report),
      fileName: 'shop.goroutines',
      toldRules: new Set(toldRules),
      showLink: 'command:show',
      ruleLink: (ruleId) => `command:rule?${ruleId}`,
      frameLink: ({ file, line }) => `command:frame?${file}:${line}`,
    },
    formatMessage,
  );
  return text.replaceAll('\u00a0', ' ').replaceAll('\\-', '-').replaceAll('\\.', '.').split('\n');
}

const stack = ['shop.send /src/shop.go:55', 'shop.Run /src/shop.go:20'];

describe('goroutineHoverText', () => {
  it('tells who is here, what is wrong and how sure it is, the groups and the stack of the largest', () => {
    const lines = hover({
      groups: [
        { count: 400, wait: [3, 37], stack, creator: 'main.main /src/main.go:9', verdict: 'likely' },
        { count: 2, wait: [5, 5], stack },
      ],
      findings: [{ ruleId: 'G17', title: 'send without receiver', groups: [0] }],
    });
    assert.deepEqual(lines, [
      '**402 goroutines blocked here: chan send, longest ≥ 37 min** — [Show in shop.goroutines](command:show)',
      '',
      '$(warning) **send without receiver** — likely, [G17](command:rule?G17)\\',
      'Seen by G17.\\',
      'Mend it.',
      '',
      '| goroutines | state | waiting | verdict | started at |',
      '|--:|:--|:--|:--|:--|',
      '| 400 | chan send | ≥ 3 min to 37 min | likely | main.main [main.go:9](command:frame?/src/main.go:9) |',
      '| 2 | chan send | ≥ 5 min | normal |  |',
      '',
      'Stack of the largest group:',
      '- shop.send [shop.go:55](command:frame?/src/shop.go:55)',
      '- shop.Run [shop.go:20](command:frame?/src/shop.go:20)',
    ]);
  });

  it('does not repeat the words that Problems put into the same hover', () => {
    const sketch: DumpSketch = {
      groups: [{ count: 400, stack, verdict: 'likely' }],
      findings: [{ ruleId: 'G17', title: 'send without receiver', groups: [0] }],
    };
    const lines = hover(sketch, ['G17']);
    assert.ok(lines.includes('$(warning) **send without receiver** — likely, [G17](command:rule?G17)'));
    assert.ok(!lines.some((line) => line.includes('Seen by G17')));
    assert.ok(hover(sketch, ['G4']).some((line) => line.includes('Seen by G17')));
  });

  it('leaves off groups and frames beyond what a hover holds, and says how many', () => {
    const deep = [
      'shop.send /src/shop.go:55',
      ...Array.from({ length: 9 }, (_, i) => `a.F${i} /a.go:${i + 1}`),
    ];
    const lines = hover({
      groups: Array.from({ length: 7 }, (_, i) => ({
        count: 9 - i,
        stack: deep,
        creator: `a.Go /a.go:${i + 20}`,
      })),
    });
    assert.equal(lines.filter((line) => line.includes('chan send |')).length, 5);
    assert.ok(lines.includes('and 2 more groups'), lines.join('\n'));
    assert.equal(lines.filter((line) => line.startsWith('- ')).length, 9);
    assert.equal(lines.at(-1), '- … 2 more');
  });

  it('keeps what a file says from becoming Markdown', () => {
    const [, , finding] = hover({
      groups: [{ count: 1, stack }],
      findings: [{ ruleId: 'G1', title: '[run](command:rm)', groups: [0], severity: 'error' }],
    });
    assert.equal(finding, '$(error) **\\[run\\]\\(command:rm\\)** — likely, [G1](command:rule?G1)\\');
  });
});
