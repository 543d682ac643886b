import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { encodeProfile } from '../helpers/pprofProto';
import { type ProfileSketch, sketchProfile } from '../helpers/profileSketch';
import { repositoryRoot, testResultsFolder } from '../helpers/repository';
import { type VscodeTheme, vscodeThemes } from '../helpers/vscodeThemes';
import { useFakeHostPages } from './pages/fakeHostPages';

const profiles = path.join(repositoryRoot, 'test', 'fixtures', 'profiles');
const heap = path.join(profiles, 'leaky.heap.pb.gz');

/** What the page's stand-in for the extension recorded. */
interface HostRecord {
  readonly opened: readonly { file: string; line: number; functionName: string }[];
  readonly copied: readonly string[];
  readonly actions: readonly string[];
}

describe('the page of the profile editor', () => {
  const pages = useFakeHostPages();
  const { painted, send } = pages;
  let page: Page;
  beforeEach(() => {
    page = pages.page;
  });

  const open = (file = heap, theme?: VscodeTheme) => pages.open(file, theme);

  /** The host hears of a click in its own time: waits until it has heard of one. */
  async function recorded<K extends keyof HostRecord>(what: K): Promise<HostRecord[K]> {
    const handle = await page.waitForFunction((name) => {
      const list = (window as unknown as { fakeHost: HostRecord }).fakeHost[name];
      return list.length > 0 && [...list];
    }, what);
    return (await handle.jsonValue()) as unknown as HostRecord[K];
  }

  const rows = () => page.locator('.grid-body > .grid-row');
  const selectedRow = () => page.locator('.grid-body > .grid-row[aria-selected="true"]');
  const title = () => page.locator('.details-title');
  const nameOf = (row: ReturnType<typeof rows>) => row.locator('.cell-name').getAttribute('title');

  it('paints before it loads the control toolkit', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    await page.goto(pages.urlOf(heap));
    await painted();
    const resources = await page.evaluate(() => {
      const paint = performance.getEntriesByName('heaplens.firstPaint')[0]!.startTime;
      const scripts = performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\/webview\/ui-/.test(name))
        .map(({ startTime }) => startTime);
      return { paint, scripts };
    });
    assert.equal(resources.scripts.length, 1, `no toolkit among ${requests.join(' ')}`);
    assert.ok(resources.scripts[0]! >= resources.paint);
  });

  it('shows a debug=1 text with its names, and what the runtime said about the process', async () => {
    await open(path.join(profiles, 'leaky.heap.txt'));
    assert.match((await nameOf(rows().first()))!, /^(example\.com\/leaky|main|net\/http|[a-z/]+)\b/);
    assert.doesNotMatch((await page.locator('.grid-body').textContent())!, /<unknown>/);
    const fact = page.locator('.facts .mem-stats');
    assert.equal(await fact.textContent(), 'heap in use 3.53 MB, next GC at 4.18 MB');
    assert.match((await fact.getAttribute('title'))!, /\nHeapIdle: 8\.03 MB \(8,421,376 bytes\)\n/);
    await page.getByRole('button', { name: 'Raw facts' }).click();
    const terms = page.locator('.mem-stats-facts dt');
    assert.equal(await terms.first().textContent(), 'Alloc');
    assert.equal(await terms.last().textContent(), 'MaxRSS');
  });

  it('draws of a large profile what can be seen first, and all of it in the end', async () => {
    const stack = (leaf: string) => [`main.${leaf} a.go:1`, 'main.main a.go:9'];
    const wide = Array.from({ length: 20_000 }, () => ({ stack: stack('wide'), values: [1] }));
    const narrow = { stack: stack('narrow'), values: [1] };
    await open(writeProfile('large.pb', { types: ['inuse_space/bytes'], samples: [...wide, narrow] }));
    // A twenty-thousandth of the width: no first picture has it.
    await page.locator('[role="treeitem"][aria-label*="main.narrow"]').waitFor({ state: 'attached' });
  });

  it('selects a row everywhere and opens its line', async () => {
    await open();
    await rows().first().click();
    const name = await nameOf(selectedRow());
    await page.locator('.full-name').filter({ hasText: name! }).waitFor();
    await page.locator('.details').getByRole('button', { name: 'Open source' }).first().click();
    const place = await page.locator('.source-place').textContent();
    const [target] = await recorded('opened');
    assert.equal(`${path.posix.basename(target!.file)}:${target!.line}`, place);
    assert.equal(target!.functionName, name);
  });

  it('moves by keyboard, goes to the source and copies rows with exact numbers', async () => {
    await open();
    await rows().first().click();
    const first = await nameOf(selectedRow());
    await page.keyboard.press('ArrowDown');
    const second = await nameOf(selectedRow());
    assert.notEqual(second, first);
    await page.keyboard.press('F12');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+c');
    await page.locator('.toast.shown').waitFor();
    const opened = await recorded('opened');
    const copied = await recorded('copied');
    assert.equal(opened[0]!.functionName, second);
    const lines = copied[0]!.trimEnd().split('\n');
    assert.equal(lines.length, 3, 'titles and two rows');
    assert.match(lines[1]!, /^\d+\t[\d.]+%\t\d+\t[\d.]+%\t\S/);
    assert.equal(lines[1]!.split('\t')[4], second);
  });

  it('reveals a row in the flame graph by Enter, and keeps the focus for the next row', async () => {
    await open();
    const cum = page.locator('.cell-cum[role="columnheader"] button');
    await cum.click();
    await cum.click();
    await rows().first().click();
    const before = await page.locator('.flame-crumbs').textContent();
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (text) => document.querySelector('.flame-crumbs')?.textContent !== text,
      before,
    );
    assert.match(await page.evaluate(() => document.activeElement!.className), /\bgrid\b/);
  });

  it('sorts by a header, which says so', async () => {
    await open();
    await page.getByRole('columnheader', { name: 'cum' }).first().getByRole('button').click();
    const header = page.locator('.cell-cum[role="columnheader"]');
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    const shares = await page.locator('.grid-body .cell-cumShare').allTextContents();
    const numbers = shares.slice(0, 10).map((text) => Number.parseFloat(text));
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => b - a),
    );
  });

  it('finds by expression, steps through the matches and says when an expression is broken', async () => {
    await open();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('/catalog/');
    await page
      .locator('.search-status')
      .filter({ hasText: /% · \d+ functions?/ })
      .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.search-status').filter({ hasText: '1 of' }).waitFor();
    await title().filter({ hasText: 'catalog' }).waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('/(/');
    await page.locator('.search.broken .search-status').filter({ hasText: /\S/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.search.idle').waitFor();
  });

  it('keeps everything over a reload of the page', async () => {
    await open();
    await chooseType('alloc_space');
    await page.getByRole('radio', { name: 'Lines' }).click();
    await page.locator('.filter-field').click();
    await page.keyboard.type('.go');
    await page.getByRole('radio', { name: 'Top', exact: true }).click();
    await rows().nth(1).click();
    const chosen = await selectedRow().textContent();
    await page.reload();
    await painted();
    await selectedRow().waitFor();
    assert.equal(await selectedRow().textContent(), chosen);
    assert.match((await page.locator('.facts').textContent())!, /alloc_space/);
    assert.equal(
      await page.getByRole('radio', { name: 'Top', exact: true }).getAttribute('aria-checked'),
      'true',
    );
    assert.equal(await page.getByRole('radio', { name: 'Lines' }).getAttribute('aria-checked'), 'true');
    assert.equal(
      await page.locator('.filter-field').evaluate((field) => (field as HTMLInputElement).value),
      '.go',
    );
  });

  it('keeps the selection, the zoom and the value type when the file is written anew', async () => {
    await open();
    await focusGraph();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await title().filter({ hasNotText: 'Whole profile' }).waitFor();
    await page.keyboard.press('Enter');
    const name = await title().locator('.for-listeners').textContent();
    const stack = await page.locator('.stack').textContent();
    const crumbs = await page.locator('.flame-crumbs').textContent();
    await send({ fakeHost: 'reload' });
    await page.locator('.note').filter({ hasText: 'Reloaded' }).waitFor();
    await page.locator('.profile-page:not(.busy)').waitFor();
    await page.locator('.stack').filter({ hasText: stack! }).waitFor();
    assert.equal(await title().locator('.for-listeners').textContent(), name);
    assert.equal(await page.locator('.flame-crumbs').textContent(), crumbs);
  });

  it('shows the function that a CodeLens asks for', async () => {
    await open();
    const wanted = (await nameOf(rows().nth(7)))!;
    await send({ fakeHost: 'focus', name: wanted });
    await page.locator('.full-name').filter({ hasText: wanted }).waitFor();
    assert.equal(await nameOf(selectedRow()), wanted);
  });

  it('says that the file is gone and keeps the view', async () => {
    await open();
    await send({ fakeHost: 'delete' });
    await page.locator('.banner').filter({ hasText: 'leaky.heap.pb.gz was deleted' }).waitFor();
    assert.ok((await rows().count()) > 5);
  });

  it('offers what has data where a value type has none', async () => {
    await open(
      writeProfile('zero-type.pprof', {
        types: ['alloc_space/bytes', 'inuse_space/bytes'],
        samples: [{ stack: ['main.keep main.go:3'], values: [0, 10] }],
      }),
    );
    await page.locator('.value-types').click();
    await page.locator('vscode-option', { hasText: 'alloc_space' }).click();
    await page.getByRole('heading', { name: 'alloc_space is 0 everywhere; inuse_space has data.' }).waitFor();
    await page.locator('vscode-button', { hasText: 'Show inuse_space' }).click();
    assert.equal(await nameOf(rows().first()), 'main.keep');
  });

  it('takes names for text, whatever they say', async () => {
    const evil = '<img/src=x/onerror=window.evil=1>.<b>bold</b>';
    await open(
      writeProfile('evil.pprof', {
        types: ['cpu/nanoseconds'],
        samples: [{ stack: [`${evil} evil<i>.go:3`, 'main.main main.go:9'], values: [10] }],
        comments: [evil],
      }),
    );
    await rows().first().click();
    await page.locator('.full-name').filter({ hasText: evil }).waitFor();
    await page.locator('.raw-button').click();
    await page.locator('.comment').filter({ hasText: evil }).waitFor();
    assert.equal(await page.locator('img, b, i').count(), 0);
    assert.equal(await page.evaluate(() => 'evil' in window), false);
  });

  it('says what an empty profile means and what to do', async () => {
    await open(path.join(profiles, 'empty.pb.gz'));
    await page.getByRole('heading', { name: 'This profile has no samples.' }).waitFor();
    await page.locator('vscode-button').click();
    assert.deepEqual(await recorded('actions'), ['openSample']);
  });

  it('says in one sentence why a file cannot be shown, with a way on', async () => {
    const broken = path.join(testResultsFolder, 'broken.pb.gz');
    fs.mkdirSync(testResultsFolder, { recursive: true });
    fs.writeFileSync(broken, fs.readFileSync(heap).subarray(0, 200));
    await open(broken);
    assert.match((await page.locator('.page p').textContent())!, /^broken\.pb\.gz is cut off/);
    await page.locator('vscode-button', { hasText: 'Open as Text' }).click();
    assert.deepEqual(await recorded('actions'), ['openAsText']);
  });

  it('filters rows by an expression, which is read in Go’s syntax once one is written', async () => {
    await open();
    await page.locator('.filter-field').click();
    await page.keyboard.type('/(?i)SESSION\\.newsession$/');
    await page
      .locator('.row-count')
      .filter({ hasText: /^1 of / })
      .waitFor();
    const [name] = await rows().locator('.cell-name').all();
    assert.equal(await name!.getAttribute('title'), 'example.com/leaky/session.newSession');
    await page.keyboard.type('(');
    await page
      .locator('.row-count')
      .filter({ hasText: /^0 of / })
      .waitFor();
  });

  it('lets every part be reached by Tab, in reading order', async () => {
    await open();
    await rows().first().click();
    await title().filter({ hasNotText: 'Whole profile' }).waitFor();
    await page.locator('.raw-button').focus();
    const seen: string[] = [];
    // More presses than the page has stops: it ends at the last one that matters, or fails.
    for (let i = 0; i < 60 && !seen.at(-1)?.split(' ').includes('details-toggle'); i++) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate(() => document.activeElement!.className || document.activeElement!.tagName),
      );
    }
    const order = ['value-types', 'search-field', 'flame-body', 'filter-field', 'grid', 'details-toggle'];
    const positions = order.map((name) => seen.findIndex((each) => each.split(' ').includes(name)));
    assert.ok(!positions.includes(-1), `${order.join()} in ${seen.join(' | ')}`);
    assert.deepEqual(
      positions,
      positions.toSorted((a, b) => a - b),
    );
  });

  for (const theme of vscodeThemes) {
    it(`fits every width in ${theme.id}`, async () => {
      for (const [width, height] of [
        [1400, 900],
        [900, 700],
        [420, 800],
        [260, 800],
      ] as const) {
        await page.setViewportSize({ width, height });
        await open(heap, theme);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0, `${width} px: the page is wider than its panel`);
        await page.screenshot({
          path: path.join(testResultsFolder, 'screenshots', `editor-${theme.id}-${width}.png`),
        });
      }
    });
  }

  function writeProfile(name: string, sketch: ProfileSketch): string {
    const file = path.join(testResultsFolder, name);
    fs.mkdirSync(testResultsFolder, { recursive: true });
    fs.writeFileSync(file, encodeProfile(sketchProfile(sketch)));
    return file;
  }

  async function chooseType(type: string): Promise<void> {
    await page.locator('.value-types').click();
    await page.locator('vscode-option', { hasText: type }).click();
    await page.locator('.facts', { hasText: type }).waitFor();
  }

  async function focusGraph(): Promise<void> {
    await page.locator('.flame-body').focus();
  }
});
