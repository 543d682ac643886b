import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { encodeProfile } from '../helpers/pprofProto';
import { sketchProfile } from '../helpers/profileSketch';
import { repositoryRoot, testResultsFolder } from '../helpers/repository';
import { type VscodeTheme, vscodeThemes } from '../helpers/vscodeThemes';
import { useFakeHostPages } from './pages/fakeHostPages';

const profiles = path.join(repositoryRoot, 'test', 'fixtures', 'profiles');
const heap = path.join(profiles, 'leaky.heap.pb.gz');
const newSession = 'example.com/leaky/session.newSession';

const views = ['Flame', 'Top', 'Split', 'Peek', 'Tree', 'Source', 'Graph', 'Tags', 'Raw'] as const;

/** What stands in a view once its answer is there. */
const contents: Readonly<Record<(typeof views)[number], string>> = {
  Flame: '.flame-body',
  Top: '.grid-row[data-position]',
  Split: '.grid-row[data-position]',
  Peek: '.peek-self, .function-choice',
  Tree: '.tree-row[data-position]',
  Source: '.listing-line, .function-choice',
  Graph: '.graph-node',
  Tags: '.tag-value, .function-choice',
  Raw: '.raw-mappings',
};

describe('the views of a profile', () => {
  const pages = useFakeHostPages();
  const { send } = pages;
  let page: Page;
  beforeEach(() => {
    page = pages.page;
  });

  const open = (file = heap, theme?: VscodeTheme) => pages.open(file, theme);

  async function select(name = newSession): Promise<void> {
    await send({ fakeHost: 'focus', name });
    // Where there is no room, the details are closed, but they know.
    await page.locator('.full-name').filter({ hasText: name }).waitFor({ state: 'attached' });
  }

  /** Through the strip, or its menu where the strip has no room. */
  async function show(view: (typeof views)[number]): Promise<void> {
    const tab = page.locator('.view-strip').getByRole('radio', { name: view, exact: true });
    if (await tab.isVisible()) await tab.click();
    else {
      await page.getByRole('button', { name: 'More views' }).click();
      await page.getByRole('menuitem', { name: new RegExp(`^${view}`) }).click();
    }
    await page.locator(contents[view]).filter({ visible: true }).first().waitFor();
  }

  const shownTab = () => page.locator('.view-strip [aria-checked="true"]').textContent();
  const activeClass = () => page.evaluate(() => document.activeElement!.className);

  it('are all there, with a function and without', async () => {
    await open();
    for (const view of views) await show(view);
    await select();
    for (const view of views) {
      await show(view);
      assert.equal(await shownTab(), view);
    }
  });

  it('come by their keys, but not while one types', async () => {
    await open();
    await page.locator('.flame-body').focus();
    await page.keyboard.press('5');
    await page.locator(contents.Tree).first().waitFor();
    await page.waitForFunction(() => document.activeElement?.classList.contains('tree-grid'));
    await page.keyboard.press(']');
    await page.locator('.function-choice').waitFor();
    assert.equal(await shownTab(), 'Source');
    await page.locator('.search-field').click();
    await page.keyboard.type('7');
    assert.equal(await shownTab(), 'Source');
  });

  it('stay as they were chosen over a reload of the page', async () => {
    await open();
    await select();
    await show('Flame');
    await page.getByRole('radio', { name: 'Inverted' }).click();
    await show('Tree');
    await page.getByRole('radio', { name: 'Bottom-up' }).click();
    await page.locator('.tree-grid[data-direction="bottomUp"]').waitFor();
    await page.reload();
    await page.locator('.tree-grid[data-direction="bottomUp"] .tree-row[data-position]').first().waitFor();
    await show('Flame');
    assert.equal(await page.getByRole('radio', { name: 'Inverted' }).getAttribute('aria-checked'), 'true');
  });

  describe('flame graph', () => {
    const crumbs = () => page.locator('.flame-crumbs');

    it('goes to callers and callees of a function by its menu, and back by Escape', async () => {
      await open();
      await select();
      await show('Top');
      await page.locator('.grid-row[aria-selected="true"]').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Show callers and callees' }).click();
      await crumbs().filter({ hasText: 'session.newSession' }).waitFor();
      await page.locator('.flame-body').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowUp');
      await page.locator('.flame-hidden').filter({ hasText: '(*Store).Open' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.locator('.flame-hidden').filter({ hasText: 'session.suggest' }).waitFor();
      await page.keyboard.press('Escape');
      await page.waitForFunction(
        () => !document.querySelector('.flame-crumbs')?.textContent?.includes('newSession'),
      );
      assert.equal(
        await page.getByRole('radio', { name: 'From the root' }).getAttribute('aria-checked'),
        'true',
      );
    });

    it('says when the function has no place in what is shown, with a way back', async () => {
      const file = writeProfile(
        'around-view.pprof',
        [
          { stack: ['main.gone main.go:3', 'main.main main.go:20'], values: [70, 0] },
          { stack: ['main.kept main.go:9', 'main.main main.go:21'], values: [30, 30] },
        ],
        ['alloc_space/bytes', 'inuse_space/bytes'],
      );
      await open(file);
      await page.locator('.value-types').click();
      await page.locator('vscode-option', { hasText: 'alloc_space' }).click();
      await page.locator('.facts', { hasText: 'alloc_space' }).waitFor();
      await select('main.gone');
      await show('Flame');
      await page.getByRole('radio', { name: 'Callers and callees' }).click();
      await crumbs().filter({ hasText: 'main.gone' }).waitFor();
      await page.locator('.value-types').click();
      await page.locator('vscode-option', { hasText: 'inuse_space' }).click();
      await page.locator('.flame-failure').filter({ hasText: 'main.gone is not in what is shown' }).waitFor();
      await page.locator('vscode-button', { hasText: 'Back to all calls' }).click();
      await crumbs().filter({ hasText: /^all$/ }).waitFor();
    });
  });

  it('walks along callers in Peek by keyboard', async () => {
    await open();
    await select();
    await show('Peek');
    await page.locator('.peek-callers button').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.peek-full').filter({ hasText: '(*Store).Open' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('.peek-callers') !== null);
    await page.keyboard.press('ArrowRight');
    assert.match(await activeClass(), /peek-name/);
    await page.keyboard.press('ArrowRight');
    assert.ok(await page.evaluate(() => document.activeElement!.closest('.peek-callees') !== null));
  });

  it('opens the tree call by call and goes by keyboard as a treegrid does', async () => {
    await open();
    await show('Tree');
    const rows = page.locator('.tree-row[data-position]');
    await page.locator('.tree-grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => document.querySelectorAll('.tree-row[data-position]').length === 1);
    assert.equal(await rows.first().getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const active = page.locator('.tree-row.active');
    assert.equal(await active.getAttribute('aria-level'), '2');
    assert.equal(await active.getAttribute('aria-posinset'), '1');
    const name = (await active.getAttribute('title'))!.split('\n')[0]!;
    await page.locator('.full-name').filter({ hasText: name }).waitFor();
  });

  it('says how sure a call of the tree is, where the pointer rests and where the keyboard goes', async () => {
    await open();
    await show('Tree');
    const told = page.locator('.tree-row[aria-description]');
    await page.locator('.tree-row[data-position="2"] .tree-number').first().hover();
    await page.locator('.tree-row[data-position="2"][aria-description]').waitFor();
    assert.match((await told.getAttribute('aria-description'))!, /^± [\d.]+ % standard error$/);
    assert.match((await told.getAttribute('title'))!, /\n± [\d.]+ % standard error$/);
    await page.locator('.tree-grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.locator('.tree-row.active[data-position="1"][aria-description]').waitFor();
    assert.equal(await told.count(), 1);
  });

  it('shows code beside its costs, says where it is stale, and opens a line', async () => {
    await open();
    await select();
    await show('Source');
    const hot = page.locator('.listing-line[data-heat="3"]');
    await hot.filter({ hasText: 'historyLength' }).waitFor();
    await hot.click();
    const opened = await page.waitForFunction(
      () => (window as unknown as { fakeHost: { opened: { line: number }[] } }).fakeHost.opened[0],
    );
    assert.equal(((await opened.jsonValue()) as { line: number }).line, 81);
    await send({ fakeHost: 'editSources' });
    await show('Top');
    await select('example.com/leaky/session.suggest');
    await show('Source');
    await page.locator('.listing-notice.warning').filter({ hasText: 'was edited' }).waitFor();
    assert.equal((await page.locator('.listing-line code').allTextContents()).join(''), '');
    await page.locator('vscode-button', { hasText: 'Show it all the same' }).click();
    await page.locator('.listing-line code').filter({ hasText: 'func suggest' }).waitFor();
  });

  it('opens what was inlined at a line, and closes it', async () => {
    await open();
    await select('example.com/leaky/metrics.quantile');
    await show('Source');
    const line = page.locator('.listing-line[aria-expanded]').first();
    await line.focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.listing-inlined').filter({ hasText: 'slices.Clone' }).waitFor();
    await page.screenshot({ path: path.join(testResultsFolder, 'screenshots', 'view-inlined.png') });
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => document.querySelector('.listing-inlined') === null);
  });

  it('shows numbers alone where the code is not here', async () => {
    await open(path.join(profiles, 'leaky.cpu.pb.gz'));
    await select('net/http.HandlerFunc.ServeHTTP');
    await show('Source');
    await page.locator('.listing-notice').filter({ hasText: 'Only the numbers are shown' }).waitFor();
    assert.equal(await page.locator('.listing-line').count(), 1);
  });

  it('goes along calls in the graph and stands around what is chosen', async () => {
    await open();
    await select();
    await show('Graph');
    await page.locator('.graph-caption').filter({ hasText: 'around session.newSession' }).waitFor();
    await page.locator('.graph-stage').focus();
    await page.keyboard.press('ArrowUp');
    await page.locator('.graph-stage [role=status]').filter({ hasText: '(*Store).Open' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.graph-caption').filter({ hasText: 'around session.(*Store).Open' }).waitFor();
    await page.getByRole('button', { name: 'Whole profile' }).click();
    await page.locator('.graph-caption').filter({ hasText: 'functions that tell most' }).waitFor();
  });

  it('loads the layout library for the graph alone', async () => {
    const scripts = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .filter((name) => /\/webview\/layout-/.test(name)),
      );
    await open();
    await show('Peek');
    assert.deepEqual(await scripts(), []);
    await show('Graph');
    assert.equal((await scripts()).length, 1);
  });

  it('asks for the samples of a label by a click, and leaves them out by Alt', async () => {
    await open(
      writeProfile('labels-view.pprof', [
        { stack: ['main.cart main.go:3'], values: [70], labels: { handler: '/cart' } },
        { stack: ['main.login main.go:9'], values: [30], labels: { handler: '/login' } },
      ]),
    );
    await show('Tags');
    const value = (text: string) => page.locator('.tag-value .list-row').filter({ hasText: text });
    await value('/cart').click();
    await page.waitForFunction(() => document.querySelectorAll('.tag-value').length === 1);
    await page.keyboard.press('Alt+ArrowLeft');
    await page.waitForFunction(() => document.querySelectorAll('.tag-value').length === 2);
    await value('/cart').click({ modifiers: ['Alt'] });
    await value('/login').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.tag-value').length === 1);
  });

  it('says why a view could not be had, and tries again', async () => {
    await open();
    await send({ fakeHost: 'fail', method: 'tags' });
    await page.locator('.view-strip').getByRole('radio', { name: 'Tags' }).click();
    await page.locator('.other-pane p').filter({ hasText: 'The host refuses.' }).waitFor();
    await send({ fakeHost: 'fail', method: '' });
    await page.locator('.other-pane vscode-button', { hasText: 'Try again' }).click();
    await page.locator(contents.Tags).first().waitFor();
  });

  it('shows the tree behind the graph while it has the focus, and the graph again after', async () => {
    await open();
    await show('Flame');
    const flame = page.locator('.flame');
    await page.locator('.flame-tree [tabindex="0"]').first().focus();
    await page.waitForFunction(() => document.querySelector('.flame')!.classList.contains('tree-mode'));
    await page.keyboard.press('ArrowDown');
    assert.match((await flame.getAttribute('class'))!, /tree-mode/);
    await page.locator('.details-toggle').focus();
    await page.waitForFunction(() => !document.querySelector('.flame')!.classList.contains('tree-mode'));
  });

  it('says how labels come to be where a profile has none', async () => {
    await open(path.join(profiles, 'leaky.cpu.pb.gz'));
    await show('Tags');
    await page.locator('.function-choice').filter({ hasText: 'pprof.Do' }).waitFor();
  });

  it('copies the facts of the file', async () => {
    await open();
    await show('Raw');
    await page.locator('vscode-button', { hasText: 'Copy all' }).click();
    const copied = await page.waitForFunction(
      () => (window as unknown as { fakeHost: { copied: string[] } }).fakeHost.copied[0],
    );
    assert.match((await copied.jsonValue()) as string, /bc331d23585072514d33e94e8b4d6173cc41bb1c/);
  });

  for (const theme of vscodeThemes) {
    it(`fit every width in ${theme.id}`, async () => {
      for (const width of [1400, 380]) {
        await page.setViewportSize({ width, height: 800 });
        await open(heap, theme);
        await select();
        for (const view of views) {
          if (view === 'Split' && width < 860) continue;
          await show(view);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(overflow, 0, `${view} at ${width} px is wider than its panel`);
          await page.screenshot({
            path: path.join(testResultsFolder, 'screenshots', `view-${view}-${theme.id}-${width}.png`),
          });
        }
      }
    });
  }

  function writeProfile(
    name: string,
    samples: Parameters<typeof sketchProfile>[0]['samples'],
    types = ['cpu/nanoseconds'],
  ): string {
    const file = path.join(testResultsFolder, name);
    fs.mkdirSync(testResultsFolder, { recursive: true });
    fs.writeFileSync(file, encodeProfile(sketchProfile({ types, samples })));
    return file;
  }
});
