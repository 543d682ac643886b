import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { encodeProfile } from '../helpers/pprofProto';
import { sketchProfile } from '../helpers/profileSketch';
import { repositoryRoot, testResultsFolder } from '../helpers/repository';
import { type VscodeTheme, vscodeThemes } from '../helpers/vscodeThemes';
import { useFakeHostPages } from './pages/fakeHostPages';

const heap = path.join(repositoryRoot, 'test', 'fixtures', 'profiles', 'leaky.heap.pb.gz');

describe('questions in the page of the profile editor', () => {
  const pages = useFakeHostPages();
  const { painted, send } = pages;
  let page: Page;
  let small: string;

  before(() => {
    small = path.join(testResultsFolder, 'questions.pprof');
    fs.mkdirSync(testResultsFolder, { recursive: true });
    fs.writeFileSync(small, encodeProfile(sketchProfile(sketch)));
  });
  beforeEach(() => {
    page = pages.page;
  });

  // 100 ns in 3 samples: leaf 60, other 30, gc 10.
  const sketch = {
    types: ['samples/count', 'cpu/nanoseconds'],
    samples: [
      {
        stack: ['main.leaf leaf.go:3', 'main.work work.go:5', 'main.main main.go:9'],
        values: [1, 60],
        labels: { endpoint: '/cart' },
      },
      {
        stack: ['main.other other.go:4', 'main.main main.go:12'],
        values: [1, 30],
        labels: { endpoint: '/login' },
      },
      { stack: ['runtime.gc gc.go:1'], values: [1, 10] },
    ],
  };

  const open = (file = small, theme?: VscodeTheme) => pages.open(file, theme);

  const input = () => page.getByRole('combobox', { name: 'Ask with pprof’s options' });
  const chips = () => page.locator('.chip-text').allTextContents();
  const chip = (option: string) => page.locator(`.chip[data-option="${option}"]`);
  const problem = () => page.locator('.query-problem');
  const rowOf = (name: string) =>
    page.locator('.grid-body > .grid-row').filter({ has: page.locator(`.cell-name[title="${name}"]`) });

  /** Names in the order of the table, once it shows `count` rows. */
  async function rowNames(count: number): Promise<readonly string[]> {
    await page
      .locator('.row-count')
      .filter({ hasText: new RegExp(`^${count} rows?$`) })
      .waitFor();
    const cells = page.locator('.grid-body > .grid-row > .cell-name');
    return cells.evaluateAll((all) =>
      all
        .map((cell) => ({
          top: cell.getBoundingClientRect().top,
          name: cell.getAttribute('title')!,
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ name }) => name),
    );
  }

  async function ask(line: string): Promise<void> {
    await input().fill(line);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
  }

  async function facts(text: string): Promise<void> {
    await page.locator('.facts').filter({ hasText: text }).waitFor();
  }

  it('asks by keyboard alone, with completion, and says how much is left', async () => {
    await open();
    await input().focus();
    await page.keyboard.type('foc');
    assert.equal(await input().getAttribute('aria-expanded'), 'true');
    const first = page.getByRole('option').first();
    assert.equal(await first.getAttribute('aria-selected'), 'true');
    assert.equal(await input().getAttribute('aria-activedescendant'), await first.getAttribute('id'));
    await page.keyboard.press('Tab');
    assert.equal(await input().inputValue(), 'focus:');
    await page.keyboard.type('lea');
    await page.getByRole('option', { name: 'main.leaf' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await facts('60.0 % of 100 ns cpu');
    await facts('1 of 3 samples');
    assert.deepEqual(await chips(), ['focus:^main\\.leaf$']);
    await page.locator('.details-title').filter({ hasText: 'What the question leaves' }).waitFor();
    assert.deepEqual(await rowNames(3), ['main.leaf', 'main.main', 'main.work']);
    assert.equal(await input().inputValue(), '');
  });

  it('completes labels with the keys and values of the profile', async () => {
    await open();
    await input().focus();
    await page.keyboard.type('tagf');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'endpoint=' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await input().inputValue(), 'tagfocus:endpoint=');
    await page.keyboard.type('log');
    await page.getByRole('option', { name: '/login' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.deepEqual(await rowNames(2), ['main.other', 'main.main']);
    assert.deepEqual(await chips(), ['tagfocus:endpoint=^/login$']);
  });

  it('trims the table and says of how many rows', async () => {
    await open();
    await ask('nodecount:2');
    await page.locator('.row-count').filter({ hasText: '2 of 5 rows' }).waitFor();
    await ask('nodefraction:0.2 nodecount:9');
    await page.locator('.row-count').filter({ hasText: '4 of 5 rows' }).waitFor();
    assert.equal(await rowOf('runtime.gc').count(), 0, '10 of 100 is less than a fifth');
  });

  it('keeps the rows that are heaviest by the column that sorts them, and as many boxes of the graph', async () => {
    await open();
    await page.locator('.segments').getByRole('radio', { name: 'Top' }).click();
    await ask('sort:cum nodecount:2');
    await page.locator('[role=columnheader][aria-sort=descending]').filter({ hasText: 'cum' }).waitFor();
    const byCum = await page.locator('.grid-body .cell-cum').allTextContents();
    assert.equal(byCum.length, 2);
    await page.locator('.view-strip').getByRole('radio', { name: 'Graph' }).click();
    await page.locator('.graph-caption').filter({ hasText: '2 functions that tell most, of 5' }).waitFor();
    assert.equal(await page.locator('.graph-node').count(), 2);
  });

  it('goes through rows of one name by keyboard, at addresses', async () => {
    await open(heap);
    await page.locator('.segments').getByRole('radio', { name: 'Top' }).click();
    await page.getByRole('button', { name: 'Other kinds of rows' }).click();
    await page.getByRole('menuitem', { name: 'Addresses' }).click();
    await page.locator('.name-address').first().waitFor();
    const grid = page.locator('.grid');
    await grid.focus();
    const active: (string | null)[] = [];
    for (let row = 0; row < 8; row++) {
      await page.keyboard.press('ArrowDown');
      // What is selected comes back to the table.
      await page.locator('.grid-row.active').waitFor();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))));
      active.push(await grid.getAttribute('aria-activedescendant'));
    }
    const rows = active.map((id) => Number(id!.slice('row-'.length)));
    assert.deepEqual(
      rows,
      [0, 1, 2, 3, 4, 5, 6, 7].map((by) => rows[0]! + by),
    );
  });

  it('takes several options at once, in pprof’s own spelling too', async () => {
    await open();
    await ask('-hide=^main\\.main$ ignore:/gc/ relative');
    assert.deepEqual(await rowNames(3), ['main.leaf', 'main.other', 'main.work']);
    assert.deepEqual(await chips(), ['ignore:gc', 'hide:^main\\.main$', 'relative_percentages']);
    await facts('90.0 % of 100 ns cpu');
    // 60 of the 90 that are left.
    await rowOf('main.leaf').locator('.cell-flatShare').filter({ hasText: '66.7 %' }).waitFor();
  });

  it('edits and removes chips by keyboard', async () => {
    await open();
    await ask('focus:leaf hide:work');
    assert.deepEqual(await rowNames(2), ['main.leaf', 'main.main']);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Delete');
    assert.deepEqual(await rowNames(3), ['main.leaf', 'main.main', 'main.work']);
    assert.deepEqual(await chips(), ['focus:leaf']);
    await page.keyboard.press('Enter');
    assert.equal(await input().inputValue(), 'focus:leaf');
    await page.keyboard.type('other');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    assert.deepEqual(await rowNames(2), ['main.other', 'main.main']);
    await chip('focus').getByRole('button', { name: 'Remove' }).click();
    assert.deepEqual(await rowNames(5), ['main.leaf', 'main.other', 'runtime.gc', 'main.main', 'main.work']);
    await facts('3 samples');
  });

  it('says what is wrong with a line and where, and keeps it', async () => {
    await open();
    await ask('focus:leaf divide_by:zero');
    await problem().filter({ hasText: 'divide_by needs a number above 0' }).waitFor();
    const marked = await input().evaluate((field: HTMLInputElement) =>
      field.value.slice(field.selectionStart!, field.selectionEnd!),
    );
    assert.equal(marked, 'zero');
    await page.keyboard.type('2');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await problem().waitFor({ state: 'hidden' });
    assert.deepEqual(await chips(), ['focus:leaf', 'divide_by:2']);
  });

  it('keeps the last good picture while an expression is broken', async () => {
    await open();
    await ask('focus:leaf');
    assert.equal((await rowNames(3)).length, 3);
    await ask('hide:a(b');
    await chip('hide').and(page.locator('.broken')).waitFor();
    await problem()
      .filter({ hasText: /hide.*a\(b/ })
      .waitFor();
    assert.deepEqual(await rowNames(3), ['main.leaf', 'main.main', 'main.work']);
    await page.reload();
    await painted();
    await chip('hide').and(page.locator('.broken')).waitFor();
    assert.equal((await rowNames(5)).length, 5, 'without a good picture, the whole profile');
    await chip('hide').getByRole('button', { name: 'Remove' }).click();
    assert.equal((await rowNames(3)).length, 3);
    await problem().waitFor({ state: 'hidden' });
  });

  it('says that nothing is left, and takes each option back', async () => {
    await open();
    await ask('focus:absent noinlines');
    await page.getByRole('heading', { name: 'Nothing is left of this profile.' }).waitFor();
    await chip('focus').and(page.locator('.unmatched')).waitFor();
    await page.locator('vscode-button', { hasText: 'Remove focus:absent' }).click();
    assert.equal((await rowNames(5)).length, 5);
    assert.deepEqual(await chips(), ['noinlines']);
    await page.getByRole('button', { name: 'Clear all' }).click();
    assert.deepEqual(await chips(), []);
  });

  it('asks about a function from where it is shown', async () => {
    await open();
    await rowOf('main.work').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Focus on this' }).click();
    assert.equal((await rowNames(3)).length, 3);
    assert.deepEqual(await chips(), ['focus:^main\\.work$']);
    await rowOf('main.main').click();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Open source' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    assert.deepEqual(await rowNames(2), ['main.leaf', 'main.work']);
    await rowOf('main.leaf').click();
    await page.getByRole('button', { name: 'Focus, ignore, hide and more' }).click();
    await page.getByRole('menuitem', { name: 'Hide' }).click();
    assert.deepEqual(await rowNames(1), ['main.work']);
    assert.deepEqual(await chips(), ['focus:^main\\.work$', 'hide:^main\\.main$|^main\\.leaf$']);
  });

  it('opens the same menu in the flame graph', async () => {
    await open();
    await page.locator('.flame-body').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Shift+F10']) await page.keyboard.press(key);
    await page.getByRole('menuitem', { name: 'Prune below' }).click();
    assert.deepEqual(await chips(), ['prune_from:^main\\.work$']);
    assert.deepEqual((await rowNames(4)).slice(0, 1), ['main.work']);
    assert.match(await page.evaluate(() => document.activeElement!.className), /\bflame-body\b/);
  });

  it('looks for plain text', async () => {
    await open();
    await input().fill('leaf');
    await page.getByRole('option', { name: 'Search for “leaf”' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.search-status').filter({ hasText: '60.0 % · 1 function' }).waitFor();
    assert.deepEqual(await chips(), []);
  });

  it('goes back and forward through what was asked and seen', async () => {
    await open();
    const back = page.getByRole('button', { name: 'Back (Alt+Left)' });
    assert.equal(await back.isDisabled(), true);
    await ask('focus:leaf');
    await rowNames(3);
    await page.locator('.segments').getByRole('radio', { name: 'Top' }).click();
    await page.locator('.grid').focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.locator('.flame-body').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    assert.equal((await rowNames(5)).length, 5);
    assert.deepEqual(await chips(), []);
    assert.equal(await back.isDisabled(), true);
    await page.reload();
    await painted();
    await page.evaluate(() => window.dispatchEvent(new MouseEvent('mouseup', { button: 4 })));
    assert.equal((await rowNames(3)).length, 3);
    assert.deepEqual(await chips(), ['focus:leaf']);
    await page.getByRole('button', { name: 'Forward (Alt+Right)' }).click();
    await page.locator('.flame-body').waitFor({ state: 'hidden' });
    await page.evaluate(() => window.dispatchEvent(new MouseEvent('mouseup', { button: 3 })));
    await page.locator('.flame-body').waitFor();
  });

  it('goes back to the call that was zoomed into', async () => {
    await open();
    const crumbs = () => page.locator('.flame-crumbs').textContent();
    const whole = await crumbs();
    await page.locator('.flame-body').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.locator('.flame-crumbs').filter({ hasText: 'work' }).waitFor();
    // The place is kept when the picture has come to rest.
    await page.waitForFunction(() => !document.querySelector('[aria-label^="Reset zoom"]:disabled'));
    const zoomed = await crumbs();
    await ask('ignore:leaf');
    assert.equal((await rowNames(3)).length, 3);
    await page.locator('.flame-crumbs').filter({ hasNotText: 'work' }).waitFor();
    await page.getByRole('button', { name: 'Back (Alt+Left)' }).click();
    await page.locator('.flame-crumbs').filter({ hasText: 'work' }).waitFor();
    assert.equal(await crumbs(), zoomed);
    await page.getByRole('button', { name: 'Back (Alt+Left)' }).click();
    await page.locator('.flame-crumbs').filter({ hasNotText: 'work' }).waitFor();
    assert.equal(await crumbs(), whole);
  });

  it('saves, applies, renames and deletes views', async () => {
    await open();
    await ask('focus:leaf sample_index:samples');
    await facts('1 of 3 samples');
    const menu = page.getByRole('button', { name: 'Saved views' });
    await menu.click();
    await page.getByRole('textbox', { name: 'Name for the view' }).fill('only leaf');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^only leaf/ }).waitFor();
    await page.getByRole('button', { name: 'Rename only leaf' }).click();
    await page.keyboard.type('leaves');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^leaves/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear all' }).click();
    await ask('sample_index:cpu');
    await facts('100 ns cpu');
    await menu.click();
    await page.getByRole('button', { name: /^leaves/ }).click();
    await facts('33.3 % of 3 samples');
    assert.deepEqual(await chips(), ['focus:leaf']);
    await menu.click();
    await page.getByRole('button', { name: 'Delete leaves' }).click();
    await page.locator('.saved-list').filter({ hasText: 'None yet' }).waitFor();
  });

  it('copies a link, and shows what a link asks for', async () => {
    await open();
    await ask('focus:leaf');
    await page.getByRole('button', { name: 'Copy link to this view' }).click();
    await page.locator('.toast.shown').filter({ hasText: 'Link copied' }).waitFor();
    const links = await page.evaluate(
      () => (window as unknown as { fakeHost: { links: string[] } }).fakeHost.links,
    );
    assert.deepEqual(JSON.parse(links[0]!), { question: { focus: 'leaf' } });
    await send({ fakeHost: 'showView', state: '{"question":{"focus":7,"hide":"work"},"view":"x"}' });
    assert.deepEqual(await rowNames(4), ['main.leaf', 'main.other', 'runtime.gc', 'main.main']);
    assert.deepEqual(await chips(), ['hide:work']);
    await send({ fakeHost: 'showView', state: 'no view' });
    await send({ fakeHost: 'showView', state: links[0] });
    assert.equal((await rowNames(3)).length, 3);
    assert.deepEqual(await chips(), ['focus:leaf']);
  });

  it('says how sure numbers are, and writes them in the unit that was asked for', async () => {
    await open(heap);
    await page.locator('.segments').getByRole('radio', { name: 'Top' }).click();
    const cell = page.locator('.grid-body > .grid-row .cell-flat').first();
    await cell
      .locator('.cell-error')
      .filter({ hasText: /^± \d+ %$/ })
      .waitFor();
    assert.match((await cell.getAttribute('title'))!, /^[\d,]+ bytes\n± \d+ %: Standard error/);
    await page.locator('.segments').getByRole('radio', { name: 'Flame' }).click();
    const graph = (await page.locator('.flame-body').boundingBox())!;
    await page.mouse.move(graph.x + 20, graph.y + 50);
    await page
      .locator('.flame-tip-error')
      .filter({ hasText: /± \d+ % standard error/ })
      .waitFor();
    await page.locator('.segments').getByRole('radio', { name: 'Top' }).click();
    await ask('unit:kB');
    await cell.filter({ hasText: /[\d.]+ kB/ }).waitFor();
    await open();
    await page.locator('.segments').getByRole('radio', { name: 'Top' }).click();
    assert.equal((await rowNames(5)).length, 5);
    assert.equal(await page.locator('.cell-error').count(), 0, 'nothing is known of this profile’s sampling');
  });

  for (const theme of vscodeThemes) {
    it(`fits narrow panels in ${theme.id}`, async () => {
      for (const width of [380, 1400]) {
        await page.setViewportSize({ width, height: 800 });
        await open(heap, theme);
        await ask('focus:^example\\.com/leaky/session hide:^runtime\\. noinlines unit:MB');
        await facts(' of 207 samples');
        await ask('ignore:a(b');
        await chip('ignore').and(page.locator('.broken')).waitFor();
        await input().fill('tag');
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0, `${width} px: the page is wider than its panel`);
        const picture = path.join(testResultsFolder, 'screenshots', `questions-${theme.id}-${width}.png`);
        await page.screenshot({ path: picture });
        // The next page of this tab would start with it.
        await page.getByRole('button', { name: 'Clear all' }).click();
      }
    });
  }
});
