import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rules as goroutineRules } from '../../../src/rules/goroutines/index';
import { memoryRules } from '../../../src/rules/memory/index';

const root = path.join(__dirname, '..', '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const settings = manifest.contributes.configuration[0].properties;
const texts: Record<string, string> = JSON.parse(read('package.nls.json'));

/** `fences`: how many examples a page has at least, and in what. A rule of memory may be about settings instead of code. */
const registries = [
  {
    rules: goroutineRules,
    setting: 'heaplens.goroutines.rules.thresholds',
    prefix: 'config.goroutines.thresholds.',
    ids: Array.from({ length: 17 }, (_, i) => `G${i + 1}`),
    fences: { of: /```go\n/g, least: 2 },
  },
  {
    rules: memoryRules,
    setting: 'heaplens.memory.rules.thresholds',
    prefix: 'config.memory.thresholds.',
    ids: [
      ...Array.from({ length: 9 }, (_, i) => `H${i + 1}`),
      ...Array.from({ length: 9 }, (_, i) => `C${i + 1}`),
      ...['O2', 'O3', 'O4', 'O5'],
    ],
    fences: { of: /```(?:go|sh|yaml|text)\n/g, least: 1 },
  },
];

describe('all rules', () => {
  it('have a page each, and no page is nobody’s', () => {
    const pages = readdirSync(path.join(root, 'media', 'rules')).sort();
    const ids = registries.flatMap(({ rules }) => rules.map(({ id }) => id));
    assert.deepEqual(pages, ids.map((id) => `${id}.md`).sort());
  });

  for (const { rules, setting, prefix, ids, fences } of registries) {
    it(`${ids[0]} to ${ids.at(-1)} are there, in this order`, () => {
      assert.deepEqual(
        rules.map(({ id }) => id),
        ids,
      );
    });

    for (const { id, title, thresholds } of rules) {
      it(`${id}: its page has the title, an example, the numbers, and what cannot be told`, () => {
        const page = read(`media/rules/${id}.md`);
        assert.ok(page.startsWith(`# ${id} · ${title.english}\n`), 'title');
        assert.ok((page.match(fences.of) ?? []).length >= fences.least, 'examples');
        for (const heading of ['## How Heaplens decides', '## What it cannot tell', '## Sources']) {
          assert.ok(page.includes(`\n${heading}\n`), heading);
        }
        for (const [name, { value }] of Object.entries(thresholds)) {
          assert.ok(page.includes(`| \`${id}.${name}\` | ${value} |`), `${id}.${name} with its default`);
        }
        const named = [...page.matchAll(/`([A-Z]\d+\.\w+)`/g)].map(([, key]) => key!);
        const known = Object.keys(thresholds).map((name) => `${id}.${name}`);
        assert.deepEqual(
          named.filter((key) => !known.includes(key)),
          [],
        );
      });
    }

    it(`${ids[0]} to ${ids.at(-1)} have every threshold in the setting, with its default and its least`, () => {
      const expected = rules.flatMap(({ id, thresholds }) =>
        Object.entries(thresholds).map(([name, { value, least }]) => [`${id}.${name}`, value, least]),
      );
      const given = Object.entries<{ default: number; minimum: number; description: string }>(
        settings[setting].properties,
      );
      assert.deepEqual(
        given.map(([key, { default: value, minimum }]) => [key, value, minimum]),
        expected,
      );
      for (const [key, { description }] of given) {
        assert.equal(description, `%${prefix}${key}%`);
        assert.ok(texts[description.slice(1, -1)]?.includes(`(${key.split('.')[0]})`), key);
      }
    });
  }
});
