import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../../../../src/rules/goroutines/index';
import { expectedVerdicts } from '../../../corpus/expectedVerdicts';

const root = path.join(__dirname, '..', '..', '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const schema = manifest.contributes.configuration[0].properties['heaplens.goroutines.rules.thresholds'];
const texts: Record<string, string> = JSON.parse(read('package.nls.json'));

describe('the rules', () => {
  it('are G1 to G17, in this order', () => {
    assert.deepEqual(
      rules.map(({ id }) => id),
      Array.from({ length: 17 }, (_, i) => `G${i + 1}`),
    );
  });

  it('have a page each, and no page is nobody’s', () => {
    const pages = readdirSync(path.join(root, 'media', 'rules')).sort();
    assert.deepEqual(pages, rules.map(({ id }) => `${id}.md`).sort());
  });

  for (const { id, title, thresholds } of rules) {
    it(`${id}: its page has the title, an example, the numbers, and what cannot be told`, () => {
      const page = read(`media/rules/${id}.md`);
      assert.ok(page.startsWith(`# ${id} · ${title.english}\n`), 'title');
      assert.ok((page.match(/```go\n/g) ?? []).length >= 2, 'a bad and a good example');
      for (const heading of ['## How Heaplens decides', '## What it cannot tell', '## Sources']) {
        assert.ok(page.includes(`\n${heading}\n`), heading);
      }
      for (const [name, { value }] of Object.entries(thresholds)) {
        assert.ok(page.includes(`| \`${id}.${name}\` | ${value} |`), `${id}.${name} with its default`);
      }
      const named = [...page.matchAll(/`(G\d+\.\w+)`/g)].map(([, key]) => key!);
      const known = Object.keys(thresholds).map((name) => `${id}.${name}`);
      assert.deepEqual(
        named.filter((key) => !known.includes(key)),
        [],
      );
    });
  }

  it('have every threshold in the setting, with its default and its least', () => {
    const expected = rules.flatMap(({ id, thresholds }) =>
      Object.entries(thresholds).map(([name, { value, least }]) => [`${id}.${name}`, value, least]),
    );
    const given = Object.entries<{ default: number; minimum: number; description: string }>(
      schema.properties,
    );
    assert.deepEqual(
      given.map(([key, { default: value, minimum }]) => [key, value, minimum]),
      expected,
    );
    for (const [key, { description }] of given) {
      assert.ok(texts[description.slice(1, -1)]?.includes(`(${key.split('.')[0]})`), key);
    }
  });
});

describe('the table of expected verdicts', () => {
  const rank = ['normal', 'suspicious', 'likely', 'certain'];

  it('says less than the source can show only with a reason', () => {
    const silent = expectedVerdicts.filter(
      ({ plain, withSource, reason }) => rank.indexOf(plain) < rank.indexOf(withSource) && reason === '',
    );
    assert.deepEqual(silent, []);
  });

  it('reaches the verdict of the ground truth with the source', () => {
    const certain = /^(nil-chan-(recv|send)|empty-select)$/;
    const possible = /^(time-after-loop|sleep|io-wait)$/;
    for (const { file, pattern, withSource } of expectedVerdicts) {
      const truth = certain.test(pattern) ? 'certain' : possible.test(pattern) ? 'suspicious' : 'likely';
      assert.equal(withSource, truth, `${file} ${pattern}`);
    }
  });
});
