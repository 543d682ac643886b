import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../helpers/browser';
import {
  type FlamePageServer,
  inFlamePage,
  nextFrames,
  openFlamePage,
  serveFlamePage,
} from '../helpers/flamePage';
import { testResultsFolder } from '../helpers/repository';
import { vscodeTheme, vscodeThemes } from '../helpers/vscodeThemes';
import type { SyntheticKind } from './pages/flame';

/*
 * The flame graph alone on a page, with a real pointer and a real keyboard. Times of day do not matter here: the theme
 * asks for less motion, except where the movement itself is looked at.
 */
describe('flame graph on a page', () => {
  let server: FlamePageServer;
  let browser: Browser;
  let page: Page;
  let errors: string[];

  before(async () => {
    [server, browser] = await Promise.all([serveFlamePage(), launchBrowser()]);
  });

  after(async () => {
    await browser?.close();
    server?.dispose();
  });

  beforeEach(async () => {
    await open(1000, 600);
  });

  afterEach(async () => {
    assert.deepEqual(errors, []);
    await page.close();
  });

  describe('with the pointer', () => {
    it('selects by a click and clears by a click beside the boxes', async () => {
      await show('shop');
      await page.mouse.click(...at(700, 1));
      await page.mouse.click(900, 590);
      assert.deepEqual(await log('select', 'clear'), [
        'select example.com/shop/jobs.(*Queue).run mouse',
        'clear',
      ]);
    });

    it('opens the source by Control and click, beside with Alt', async () => {
      await show('shop');
      await page.keyboard.down('Control');
      await page.mouse.click(...at(200, 1));
      await page.keyboard.down('Alt');
      await page.mouse.click(...at(200, 1));
      await page.keyboard.up('Alt');
      await page.mouse.click(...at(200, 0));
      assert.deepEqual(await log('open'), [
        'open net/http.(*conn).serve here',
        'open net/http.(*conn).serve beside',
      ]);
    });

    it('zooms by a double click, shows the way in the breadcrumb, and goes back along it', async () => {
      await show('shop');
      assert.equal(await crumbs(), 'all');
      await page.mouse.dblclick(...at(300, 6));
      assert.match(await crumbs(), /^all > … > .*web\.\(\*Server\)\.handleCart > json\.Marshal$/);
      assert.deepEqual(await span(), ['net/http.(*conn).serve', 'encoding/json.Marshal', 0, 1]);
      await page.getByRole('button', { name: 'all', exact: true }).click();
      assert.equal(await crumbs(), 'all');
      assert.deepEqual(await span(), ['', '', 0, 1]);
    });

    it('zooms at the pointer with Control and the wheel, and pans with the wheel and by dragging', async () => {
      await show('shop');
      const nameUnder = async () => (await page.locator('.flame-tip-name').textContent()) ?? '';
      await page.mouse.move(...at(700, 1));
      const before = await nameUnder();
      await page.keyboard.down('Control');
      for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -40);
      await page.keyboard.up('Control');
      await settle();
      const zoomed = await shares();
      assert.ok(zoomed.right - zoomed.left < 0.2, JSON.stringify(zoomed));
      assert.equal(await nameUnder(), before);
      await page.mouse.wheel(100, 0);
      await settle();
      const panned = await shares();
      assert.ok(panned.left > zoomed.left);
      await page.mouse.move(500, 300);
      await page.mouse.down();
      await page.mouse.move(600, 300, { steps: 4 });
      await page.mouse.up();
      await settle();
      assert.ok(Math.abs((await shares()).left - zoomed.left) < 1e-6);
      assert.deepEqual(await log('select'), []);
    });

    it('scrolls deep stacks with the wheel, the scrollbar and by dragging', async () => {
      await show('deep');
      await page.mouse.move(300, 300);
      await page.mouse.wheel(0, 380);
      await settle();
      assert.equal(Math.round((await viewport()).topRow), 20);
      await page.locator('.flame-scroll').click({ position: { x: 4, y: 500 } });
      await settle();
      assert.ok((await viewport()).topRow > 100);
      await page.mouse.move(300, 300);
      await page.mouse.down();
      await page.mouse.move(300, 400, { steps: 3 });
      await page.mouse.up();
      const { topRow } = await viewport();
      assert.ok(topRow > 90 && topRow < 130, String(topRow));
    });

    it('moves by the minimap', async () => {
      await show('shop');
      const map = (await page.locator('.flame-minimap').boundingBox())!;
      const y = map.y + map.height / 2;
      await page.mouse.move(map.x + 500, y);
      await page.mouse.down();
      await page.mouse.move(map.x + 700, y, { steps: 5 });
      await page.mouse.up();
      await settle();
      const drawn = await shares();
      assert.ok(
        Math.abs(drawn.left - 0.5) < 0.01 && Math.abs(drawn.right - 0.7) < 0.01,
        JSON.stringify(drawn),
      );
      await page.mouse.move(map.x + 600, y);
      await page.mouse.down();
      await page.mouse.move(map.x + 400, y, { steps: 5 });
      await page.mouse.up();
      await settle();
      const moved = await shares();
      assert.ok(
        Math.abs(moved.left - 0.3) < 0.01 && Math.abs(moved.right - 0.5) < 0.01,
        JSON.stringify(moved),
      );
    });

    it('tells everything about the box under it, inside the page wherever it is', async () => {
      for (const [width, height] of [
        [1000, 600],
        [250, 500],
        [400, 160],
      ] as const) {
        await page.close();
        await open(width, height);
        await show('shop');
        for (let y = 100; y < height; y += 60) {
          for (let x = 2; x < width; x += width / 5) {
            await page.mouse.move(x, y);
            await checkTipInside(width, height);
          }
        }
      }
    });

    it('says value, shares, exact digits and place in the tooltip', async () => {
      await show('shop');
      await page.mouse.move(...at(300, 6));
      const parts = page.locator(
        '.flame-tip :is(.flame-tip-name, dt, dd, .flame-tip-location, .flame-tip-hint)',
      );
      const text = (await parts.allTextContents()).map((part) => part.replaceAll('\u200b', ''));
      assert.deepEqual(text, [
        'encoding/json.Marshal',
        'cum',
        '120 MB',
        '9.77 % of total · 25.0 % of caller',
        '125,829,120 bytes',
        'flat',
        '2.00 MB',
        '0.16 % of total',
        '2,097,152 bytes',
        '/src/encoding/json/file.go:21',
        'Double-click zooms · Ctrl+click opens the source',
      ]);
    });

    it('offers its menu at the box', async () => {
      await show('shop');
      await page.mouse.click(...at(200, 1), { button: 'right' });
      assert.deepEqual(await log('select', 'menu'), [
        'select net/http.(*conn).serve mouse',
        'menu net/http.(*conn).serve',
      ]);
    });
  });

  describe('with the keyboard', () => {
    it('walks the tree and says where it is', async () => {
      await show('shop');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await press(
        'ArrowDown',
        'ArrowDown',
        'ArrowRight',
        'ArrowRight',
        'Home',
        'ArrowDown',
        'ArrowUp',
        'End',
      );
      assert.deepEqual(
        (await log('select')).map((line) => line.split(' ')[1]),
        [
          'all',
          'net/http.(*conn).serve',
          'example.com/shop/jobs.(*Queue).run',
          'runtime.main',
          'net/http.(*conn).serve',
          'net/http.serverHandler.ServeHTTP',
          'net/http.(*conn).serve',
          'runtime.gcBgMarkWorker',
        ],
      );
      assert.match(
        (await page.locator('.flame > [role=status]').textContent()) ?? '',
        /^runtime\.gcBgMarkWorker: cum 6\.00 MB, 0\.49 % of total, flat 6\.00 MB, level 2, 0 calls below$/,
      );
    });

    it('zooms in and out, and gives Escape back when there is nothing to leave', async () => {
      await show('shop');
      await inFlamePage(page, (flame) => flame.graph.focus(), null);
      await press('ArrowDown', 'ArrowDown', 'Enter');
      assert.deepEqual((await span()).slice(1), ['net/http.(*conn).serve', 0, 1]);
      await press('+');
      assert.ok((await shares()).right - (await shares()).left < 0.7);
      await press('Escape');
      assert.deepEqual((await span()).slice(1), ['net/http.(*conn).serve', 0, 1]);
      await press('Backspace');
      assert.deepEqual(await span(), ['', '', 0, 1]);
      await press('Escape');
      assert.deepEqual(await log('clear'), ['clear']);
      const passedOn = await page.evaluate(() => {
        let seen = false;
        document.addEventListener('keydown', () => (seen = true), { once: true });
        const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
        document.querySelector('.flame-body')!.dispatchEvent(event);
        return seen && !event.defaultPrevented;
      });
      assert.ok(passedOn);
    });

    it('opens the source and copies', async () => {
      await show('shop');
      await inFlamePage(page, (flame) => flame.graph.focus(), null);
      await press(
        'ArrowDown',
        'ArrowDown',
        'F12',
        'Control+Enter',
        'Control+Alt+Enter',
        'Control+c',
        'Control+Alt+c',
      );
      assert.deepEqual(await log('open', 'copy'), [
        'open net/http.(*conn).serve here',
        'open net/http.(*conn).serve here',
        'open net/http.(*conn).serve beside',
        'copy net/http.(*conn).serve name',
        'copy net/http.(*conn).serve stack',
      ]);
    });

    it('brings what it selects into sight', async () => {
      await show('deep');
      await inFlamePage(page, (flame) => flame.graph.focus(), null);
      for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowDown');
      await settle();
      const { topRow } = await viewport();
      assert.ok(topRow > 25 && topRow <= 59, String(topRow));
      await press('PageUp');
      assert.ok((await viewport()).topRow < topRow - 10);
    });

    it('shows a ring for a keyboard and none for a mouse', async () => {
      await show('shop');
      await page.mouse.click(...at(200, 1));
      assert.ok(await page.locator('.flame-body:focus:not(.keyboard)').count());
      await press('ArrowDown');
      assert.ok(await page.locator('.flame-body.keyboard:focus').count());
    });
  });

  describe('as a tree', () => {
    it('mirrors the graph with roles, levels and positions, opened along the heaviest path', async () => {
      await show('shop');
      const lines = await treeLines();
      assert.deepEqual(lines.slice(0, 3), [
        '1 1/1 open all, cum 1.20 GB, 100 % of total, flat 3.80 MB',
        '2 1/5 open net/http.(*conn).serve, cum 807 MB, 65.7 % of total, flat 0 B',
        '3 1/1 open net/http.serverHandler.ServeHTTP, cum 807 MB, 65.7 % of total, flat 3.00 MB',
      ]);
      assert.ok(lines.some((line) => line.includes(' closed ')));
      assert.equal(await page.getByRole('tree', { name: 'Calls, heaviest first' }).count(), 1);
    });

    it('takes the place of the graph, moves by keys and selects', async () => {
      await show('shop');
      await inFlamePage(
        page,
        (flame) => {
          flame.graph.mode = 'tree';
          flame.graph.focus();
        },
        null,
      );
      assert.equal(await page.locator('.flame-body').isVisible(), false);
      await press('ArrowDown', 'ArrowLeft', 'ArrowLeft', 'End', 'F12');
      assert.deepEqual(await log('select', 'open'), [
        'select net/http.(*conn).serve keyboard',
        'select all keyboard',
        'select runtime.gcBgMarkWorker keyboard',
        'open runtime.gcBgMarkWorker here',
      ]);
      await press('Home', 'j');
      assert.match(await focusedName(), /^jobs/);
    });

    it('opens and closes', async () => {
      await show('shop');
      const jobs = page.locator('[role=treeitem]', { hasText: 'jobs.(*Queue).run' }).first();
      const count = await page.locator('[role=treeitem]').count();
      await inFlamePage(
        page,
        (flame) => {
          flame.graph.mode = 'tree';
        },
        null,
      );
      await jobs.locator('.flame-tree-twisty').click();
      assert.equal(await jobs.getAttribute('aria-expanded'), 'true');
      assert.equal(await page.locator('[role=treeitem]').count(), count + 2);
      await jobs.dblclick();
      assert.equal(await page.locator('[role=treeitem]').count(), count);
    });

    it('comes into sight when a screen reader goes into it', async () => {
      await show('shop');
      await page.evaluate(() => document.querySelector<HTMLElement>('[role=treeitem]')!.focus());
      assert.equal(await inFlamePage(page, (flame) => flame.graph.mode, null), 'tree');
    });

    it('offers many children a part at a time', async () => {
      await inFlamePage(page, (flame) => flame.wide(450), null);
      assert.equal(await page.locator('[role=treeitem]').count(), 102);
      await inFlamePage(
        page,
        (flame) => {
          flame.graph.mode = 'tree';
        },
        null,
      );
      await page.locator('[role=treeitem]', { hasText: '350 more calls' }).click();
      assert.equal(await page.locator('[role=treeitem]').count(), 402);
    });
  });

  describe('and its views', () => {
    it('asks for more below a call when left-out boxes would be seen, and stays where it is when they come', async () => {
      await inFlamePage(page, (flame) => flame.showTruncated(), null);
      assert.deepEqual(await log('zoomRequest'), []);
      await page.mouse.dblclick(...at(100, 1));
      await page.waitForFunction(() => window.flamePage.log.some((line) => line.startsWith('zoomRequest')));
      assert.deepEqual(await log('zoomRequest'), ['zoomRequest main.wide']);
      const before = await span();
      await inFlamePage(page, (flame) => flame.showDetail(), null);
      await settle();
      assert.deepEqual(await span(), before);
      await page.mouse.move(...at(600, 2));
      assert.match((await page.locator('.flame-tip').textContent()) ?? '', /main\.late/);
      assert.deepEqual(await log('zoomRequest'), ['zoomRequest main.wide']);
    });

    it('keep the zoom with another value type and with other node ids', async () => {
      await show('shop');
      await page.mouse.dblclick(...at(300, 6));
      const kept = await viewport();
      await show('shop');
      assert.deepEqual(await viewport(), kept);
      await inFlamePage(
        page,
        (flame, wanted) => {
          flame.graph.setView(null, { type: '', unit: '', total: 0 });
          flame.graph.viewport = { ...wanted, rootNode: 999_999 };
        },
        kept,
      );
      await show('shop');
      assert.deepEqual(await viewport(), kept);
    });

    it('may be empty, have one box, or no width', async () => {
      for (const kind of ['empty', 'single', 'negative', 'hard'] as const) {
        await show(kind);
        await page.mouse.move(300, 120);
        await page.mouse.click(300, 120);
        await page.mouse.dblclick(200, 100);
        await inFlamePage(page, (flame) => flame.graph.focus(), null);
        await press('ArrowDown', 'Enter', 'ArrowRight', '+', '-', 'Escape', 'End');
      }
    });

    it('move in steps of frames, and let go of a movement at once', async () => {
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      await inFlamePage(page, (flame, theme) => flame.setTheme(theme), vscodeTheme('dark'));
      await show('shop');
      const seen = await page.evaluate(async () => {
        const { graph } = window.flamePage;
        const windowWidth = () => document.querySelector<HTMLElement>('.flame-minimap-window')!.offsetWidth;
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        graph.zoomTo(7);
        const widths = [windowWidth()];
        for (let i = 0; i < 4; i++) {
          await frame();
          widths.push(windowWidth());
        }
        graph.viewport = { rootNode: 0, rootPath: [], leftShare: 0, rightShare: 1, topRow: 0 };
        for (let i = 0; i < 3; i++) await frame();
        return { widths, after: windowWidth() };
      });
      assert.ok(
        seen.widths.some((width) => width < 999 && width > 260),
        seen.widths.join(),
      );
      assert.ok(seen.after > 990, String(seen.after));
    });
  });

  describe('in pictures', () => {
    const kinds: readonly SyntheticKind[] = ['shop', 'deep', 'hard', 'negative'];

    for (const theme of vscodeThemes) {
      it(`is drawn in ${theme.id}`, async () => {
        await page.close();
        await open(1280, 560, theme.id);
        for (const kind of kinds) {
          await show(kind);
          await picture(`${kind}-${theme.id}`);
        }
        await show('shop');
        await page.mouse.move(380, 286);
        await picture(`hover-${theme.id}`);
        await page.mouse.dblclick(...at(380, 6));
        await page.mouse.move(900, 540);
        await picture(`zoomed-${theme.id}`);
        await inFlamePage(
          page,
          (flame) => {
            const view = flame.showSynthetic('shop')!;
            const found = view.frames.id.filter((_, i) => /json|grow/.test(view.frames.name[i]!));
            flame.graph.resetZoom();
            flame.graph.setSearch(found);
          },
          null,
        );
        await picture(`search-${theme.id}`);
        await inFlamePage(
          page,
          (flame) => {
            flame.graph.setSearch(null);
            flame.graph.mode = 'tree';
            flame.graph.focus();
          },
          null,
        );
        await picture(`tree-${theme.id}`);
        assert.ok(
          new Set(await Promise.all(kinds.map((kind) => pictureSize(`${kind}-${theme.id}`)))).size > 1,
        );
      });
    }
  });

  async function open(width: number, height: number, theme: Parameters<typeof vscodeTheme>[0] = 'dark') {
    page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    errors = await openFlamePage(page, server.url, vscodeTheme(theme));
  }

  async function show(kind: SyntheticKind): Promise<void> {
    await inFlamePage(
      page,
      (flame, wanted) => {
        flame.showSynthetic(wanted);
      },
      kind,
    );
    await nextFrames(page);
  }

  /** Until the graph has told that it came to rest, and is drawn. */
  async function settle(): Promise<void> {
    const seen = await inFlamePage(page, (flame) => flame.log.length, null);
    await page
      .waitForFunction(
        (from) => window.flamePage.log.slice(from).some((line) => line.startsWith('viewport')),
        seen,
        {
          timeout: 3000,
        },
      )
      .catch(() => undefined);
    await nextFrames(page);
  }

  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) await page.keyboard.press(key);
    await nextFrames(page);
  }

  async function log(...names: string[]): Promise<string[]> {
    const lines = await inFlamePage(page, (flame) => [...flame.log], null);
    return lines.filter((line) => names.includes(line.split(' ')[0]!));
  }

  function viewport() {
    return inFlamePage(page, (flame) => flame.graph.viewport, null);
  }

  /** First and last name of the path to what is zoomed into, and which part of it is in sight. */
  async function span(): Promise<[string, string, number, number]> {
    const { rootPath, leftShare, rightShare } = await viewport();
    return [rootPath[0] ?? '', rootPath.at(-1) ?? '', leftShare, rightShare];
  }

  async function shares() {
    const { leftShare: left, rightShare: right } = await viewport();
    return { left, right };
  }

  async function crumbs(): Promise<string> {
    return (await page.locator('.flame-crumb').allTextContents()).join(' > ');
  }

  async function treeLines(): Promise<string[]> {
    return page.locator('[role=treeitem]').evaluateAll((lines) =>
      lines.map((line) => {
        const read = (name: string) => line.getAttribute(`aria-${name}`);
        const state = read('expanded') === null ? 'leaf' : read('expanded') === 'true' ? 'open' : 'closed';
        return `${read('level')} ${read('posinset')}/${read('setsize')} ${state} ${read('label')}`;
      }),
    );
  }

  function focusedName(): Promise<string> {
    return page.evaluate(() => document.activeElement?.querySelector('.flame-tree-name')?.textContent ?? '');
  }

  async function checkTipInside(width: number, height: number): Promise<void> {
    const tip = page.locator('.flame-tip');
    if (!(await tip.isVisible())) return;
    const box = (await tip.boundingBox())!;
    const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    assert.ok(inside || box.height > height - 8, `${JSON.stringify(box)} in ${width} × ${height}`);
  }

  async function picture(name: string): Promise<void> {
    await nextFrames(page);
    fs.mkdirSync(picturesFolder, { recursive: true });
    await page.screenshot({ path: path.join(picturesFolder, `${name}.png`) });
  }

  async function pictureSize(name: string): Promise<number> {
    return (await fs.promises.stat(path.join(picturesFolder, `${name}.png`))).size;
  }
});

const picturesFolder = path.join(testResultsFolder, 'flame');

/** The middle of a row, in page coordinates: path 26, minimap 40, axis 20, rows of 19. */
function at(cssX: number, row: number): [number, number] {
  return [cssX, 86 + row * 19 + 9];
}
