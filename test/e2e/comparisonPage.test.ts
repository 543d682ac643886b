import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../helpers/repository';
import { useFakeHostPages } from './pages/fakeHostPages';

const profiles = path.join(repositoryRoot, 'test', 'fixtures', 'profiles');
/** Two captures of one program: that of its allocations was taken later, and holds what is in use, too. */
const earlier = path.join(profiles, 'leaky.heap.pb.gz');
const later = path.join(profiles, 'leaky.allocs.pb.gz');
const leaking = 'example.com/leaky/session.newSession';

describe('the page of a comparison', () => {
  const pages = useFakeHostPages({ width: 1500, height: 900 });
  const { open } = pages;
  let page: Page;
  beforeEach(() => {
    page = pages.page;
  });

  const facts = () => page.locator('.facts');
  const rows = () => page.locator('.grid-body > .grid-row');
  const rowOf = (name: string) => rows().filter({ has: page.locator(`.cell-name[title="${name}"]`) });
  const treeItem = (name: string) => page.locator(`[role="treeitem"][aria-label^="${name},"]`).first();
  const compared = { base: earlier, current: later };

  it('says what is compared and what it comes to', async () => {
    await open(compared);
    const said = await facts().locator('.fact').allTextContents();
    assert.deepEqual(said.slice(0, 3), [
      'leaky.allocs.pb.gz − leaky.heap.pb.gz',
      '+7.34 MB inuse_space (42.7 MB → 50.1 MB)',
      'leaky',
    ]);
    assert.match(said[3]!, /^[\d.]+ m?s apart$/);
  });

  it('colours what grew orange, and says by how much', async () => {
    await open(compared);
    assert.match(
      (await treeItem(leaking).getAttribute('aria-label'))!,
      /, cum \+7\.\d\d MB, 4\d\.\d MB → 4\d\.\d MB · \+1\d\.\d %, flat /,
    );
    await page.getByRole('img', { name: 'Blue: less than before. Orange: more.' }).waitFor();
    const colour = () =>
      treeItem(leaking)
        .locator('.flame-tree-swatch')
        .evaluate((each) => getComputedStyle(each).backgroundColor);
    const grew = await colour();
    await open({ base: later, current: earlier });
    const shrank = await colour();
    const [more, less] = [grew, shrank].map(
      (css) => css.match(/\d+/g)!.map(Number) as [number, number, number],
    );
    assert.ok(more![0] > more![2] + 20, `${grew} is orange`);
    assert.ok(less![2] > less![0] + 20, `${shrank} is blue`);
  });

  it('swaps its sides', async () => {
    await open(compared);
    await page.getByRole('button', { name: 'Swap the sides' }).click();
    await facts().filter({ hasText: 'leaky.heap.pb.gz − leaky.allocs.pb.gz' }).waitFor();
    await facts().filter({ hasText: '−7.34 MB inuse_space (50.1 MB → 42.7 MB)' }).waitFor();
  });

  it('says with signs whose code came to cost more', async () => {
    await open({ base: later, current: earlier });
    await page.locator('.view-strip').getByRole('radio', { name: 'Costs', exact: true }).click();
    const whole = page.locator('.costs-total').first();
    await whole.locator('h3').filter({ hasText: '−7.34 MB' }).waitFor();
    const figures = await whole.locator('dd').allTextContents();
    assert.ok(figures.length > 0);
    for (const figure of figures) assert.match(figure, /^([+−])[\d.]+ %, \1[\d.]+ \w?B$/);
    const ofFunction = page.locator('.costs-table tr', { has: page.locator(`[title="${leaking}"]`) });
    assert.match((await ofFunction.locator('td.number').textContent())!, /^−7\.\d\d MB$/);
  });

  it('lists base, new and the difference, largest first, and copies them', async () => {
    await open(compared);
    await page.keyboard.press('2');
    await rowOf(leaking).waitFor();
    assert.deepEqual(await page.locator('.grid-head .header-text').allTextContents(), [
      'flat base',
      'flat new',
      'flat ±',
      'flat %',
      'cum base',
      'cum new',
      'cum ±',
      'cum %',
      'Function',
      'Location',
    ]);
    assert.equal(await rows().first().locator('.cell-name').getAttribute('title'), leaking);
    const cell = (column: string) => rowOf(leaking).locator(`.cell-${column}`).textContent();
    assert.match((await cell('flat'))!, /^\+\d\.\d\d MB/);
    assert.match((await cell('baseCum'))!, /^4\d\.\d MB$/);
    await rows().first().click();
    await page.keyboard.press('Control+c');
    const copied = await page.waitForFunction(
      () => (window as unknown as { fakeHost: { copied: string[] } }).fakeHost.copied[0],
    );
    const [head, first] = ((await copied.jsonValue()) as string).split('\n').map((line) => line.split('\t'));
    assert.deepEqual(head!.slice(0, 3), ['flat base (bytes)', 'flat new (bytes)', 'flat ± (bytes)']);
    const [base, current, difference] = first!.map(Number) as [number, number, number];
    assert.equal(current - base, difference);
  });

  it('keeps the view when percentages are of something else', async () => {
    await open(compared);
    await page.keyboard.press('2');
    await rows().first().click();
    const share = () => rowOf(leaking).locator('.cell-flatShare').textContent();
    const ofBase = await share();
    await page.getByRole('radio', { name: '% of difference' }).click();
    await page.locator('[data-value="base"][aria-checked="true"]').waitFor();
    await page.waitForFunction(
      ({ before, name }) => {
        const cells = [...document.querySelectorAll('.grid-body > .grid-row')];
        const row = cells.find((each) => each.querySelector(`.cell-name[title="${name}"]`));
        return row !== undefined && row.querySelector('.cell-flatShare')!.textContent !== before;
      },
      { before: ofBase, name: leaking },
    );
    assert.equal(
      await page.locator('.grid-body > [aria-selected="true"] .cell-name').getAttribute('title'),
      leaking,
    );
    await page.getByRole('button', { name: 'Normalize' }).click();
    await facts().filter({ hasText: '50.1 MB inuse_space scaled to 42.7 MB' }).waitFor();
  });

  it('shows signs in every other view', async () => {
    await open(compared);
    await rowOf(leaking).click();
    await page.locator('.figure-change').first().waitFor();
    for (const [key, value] of [
      ['4', '.peek-callers .row-value'],
      ['5', '.tree-number'],
      ['6', '.listing-line .listing-value:not(:empty)'],
    ] as const) {
      await page.keyboard.press(key);
      const texts = page.locator(value).filter({ hasText: /\d/ });
      await texts.first().waitFor();
      for (const text of await texts.allTextContents()) assert.match(text, /^[+−±]/, `${value} ${text}`);
    }
  });

  it('says plainly that nothing differs', async () => {
    await open({ base: earlier, current: earlier });
    const sentence = 'No difference in inuse_space: every function has the same on both sides.';
    await page.locator('.banner', { hasText: sentence }).waitFor();
    await open({ base: earlier, current: earlier, mode: 'base' });
    await page.locator('.page h1', { hasText: sentence }).waitFor();
  });

  it('warns of sides that do not fit', async () => {
    await open({ base: earlier, current: path.join(profiles, 'leaky-trimpath.heap.pb.gz') });
    await page.locator('.problems-button').click();
    await page.getByRole('heading', { name: 'About this comparison' }).waitFor();
    await page.locator('.problem-list li', { hasText: 'come from different builds' }).waitFor();
  });

  it('shows a merge as any profile', async () => {
    await open({ merge: [earlier, later] });
    await facts().filter({ hasText: '92.8 MB inuse_space' }).waitFor();
    assert.equal(await page.locator('.comparison-bar').isVisible(), false);
  });
});
