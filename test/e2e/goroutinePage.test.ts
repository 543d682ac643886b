import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { groupedDump, type TextGroup } from '../helpers/groupedDump';
import { testResultsFolder } from '../helpers/repository';
import { type VscodeTheme, vscodeThemes } from '../helpers/vscodeThemes';
import { useFakeHostPages } from './pages/fakeHostPages';

const groups: readonly TextGroup[] = [
  {
    count: 30,
    state: 'chan send',
    minutes: 37,
    stack: [
      'example.com/shop/store.(*Queue).Put /src/shop/store/queue.go:42',
      'example.com/shop/api.push /src/shop/api/push.go:20',
    ],
    createdBy: 'example.com/shop/api.Serve /src/shop/api/serve.go:12',
  },
  {
    count: 12,
    state: 'select',
    stack: ['example.com/shop/work.(*Pool).run /src/shop/work/pool.go:7'],
    createdBy: 'example.com/shop/work.Start /src/shop/work/pool.go:30',
  },
  {
    count: 4,
    state: 'chan receive (nil chan)',
    minutes: 3,
    stack: ['example.com/shop/store.waitFor /src/shop/store/wait.go:9'],
    createdBy: 'example.com/shop/api.Serve /src/shop/api/serve.go:14',
  },
  {
    count: 3,
    state: 'sync.Mutex.Lock',
    stack: [
      'internal/sync.runtime_SemacquireMutex /usr/local/go/src/runtime/sema.go:95 0xc000123454',
      'internal/sync.(*Mutex).lockSlow /usr/local/go/src/internal/sync/mutex.go:149 0xc000123450',
      'sync.(*Mutex).Lock /usr/local/go/src/sync/mutex.go:46',
      'example.com/shop/store.(*Cache).Get /src/shop/store/cache.go:15',
    ],
    createdBy: 'example.com/shop/api.Serve /src/shop/api/serve.go:16',
  },
  {
    count: 1,
    state: 'IO wait',
    stack: [
      'internal/poll.runtime_pollWait /usr/local/go/src/runtime/netpoll.go:351',
      'main.main /src/shop/main.go:8',
    ],
  },
];

describe('the page of a goroutine dump', () => {
  const pages = useFakeHostPages();
  let page: Page;
  beforeEach(() => {
    page = pages.page;
  });

  const rows = () => page.locator('.vgrid-groups .vgrid-row[data-position]');
  const status = () => page.locator('.dump-status');
  const filter = () => page.locator('.query-input');
  const chips = () => page.locator('.chip-text').allTextContents();
  const title = () => page.locator('.goroutine-details .title-text .for-listeners');
  const host = (what: 'opened' | 'copied' | 'asked') =>
    page.evaluate(
      (name) => (window as unknown as { fakeHost: Record<string, unknown[]> }).fakeHost[name]!,
      what,
    );

  async function open(theme?: VscodeTheme): Promise<void> {
    await pages.open(writeFile('shop.txt', groupedDump(groups)), theme);
    await rows().first().waitFor();
  }

  async function names(): Promise<string[]> {
    return page.locator('.vgrid-groups .cell-of-function .for-listeners').allTextContents();
  }

  it('says what was dumped, what is wrong, and which groups there are, most goroutines first', async () => {
    await open();
    assert.match(
      (await page.locator('.facts').textContent())!,
      /50 goroutines in 5 groups.*longest wait ≥ 37 min/,
    );
    await page.locator('.finding-row', { hasText: 'Nil channel' }).waitFor();
    assert.deepEqual(await names(), [
      'store.(*Queue).Put',
      'work.(*Pool).run',
      'store.waitFor',
      'store.(*Cache).Get',
      'main.main',
    ]);
    assert.deepEqual(await page.locator('.overview-entry').allTextContents(), [
      'channel30',
      'select12',
      'nil channel4',
      'mutex3',
      'network and files1',
    ]);
  });

  it('filters as one types, by words and by fields, and says how much is left', async () => {
    await open();
    await filter().click();
    await page.keyboard.type('queue.go');
    await status().filter({ hasText: '30 of 50 goroutines · 1 of 5 groups' }).waitFor();
    await page.keyboard.press('Enter');
    assert.deepEqual(await chips(), ['queue.go']);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Delete');
    await page.waitForFunction(() => document.querySelectorAll('.vgrid-groups [data-position]').length === 5);
    await page.keyboard.type('wait:>2m state:chan');
    await status().filter({ hasText: '34 of 50 goroutines · 2 of 5 groups' }).waitFor();
    assert.deepEqual(await names(), ['store.(*Queue).Put', 'store.waitFor']);
  });

  it('completes fields and values by keyboard', async () => {
    await open();
    await filter().click();
    await page.keyboard.type('st');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    assert.equal(await filter().inputValue(), 'state:');
    await page.locator('.query-option', { hasText: 'sync.Mutex.Lock' }).waitFor();
    await page.keyboard.type('sync');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.deepEqual(await chips(), ['state:sync.Mutex.Lock']);
    await status().filter({ hasText: '3 of 50 goroutines' }).waitFor();
  });

  it('says what is wrong with a filter, keeps what was shown, and leads back from one that finds nothing', async () => {
    await open();
    await filter().click();
    await page.keyboard.type('wait:soon');
    await page.locator('.query-problem', { hasText: 'takes a duration' }).waitFor();
    assert.equal(await rows().count(), 5);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.query-problem').waitFor({ state: 'hidden' });
    await page.keyboard.type('nosuchthing');
    await page.locator('.vgrid-empty', { hasText: 'No goroutine matches' }).waitFor();
    await page.locator('vscode-button', { hasText: 'Clear filter' }).click();
    await rows().nth(4).waitFor();
    assert.equal(await filter().inputValue(), '');
    assert.ok(await page.evaluate(() => document.activeElement!.classList.contains('vgrid-groups')));
  });

  it('filters by classes through the bar and its legend, by pointer and by keyboard', async () => {
    await open();
    await page.locator('.overview-part[data-class="mutex"]').click();
    await status().filter({ hasText: '3 of 50 goroutines' }).waitFor();
    await page.locator('.overview-entry').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await status().filter({ hasText: '15 of 50 goroutines' }).waitFor();
    assert.deepEqual(await chips(), ['class:mutex,select']);
    const select = page.locator('.overview-entry[data-class="select"]');
    assert.equal(await select.getAttribute('aria-pressed'), 'true');
    assert.ok(await select.evaluate((entry) => entry === document.activeElement));
  });

  it('goes through groups by keyboard: details, the line, the stack as text', async () => {
    await open();
    await page.locator('.vgrid-groups').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await title().filter({ hasText: 'work.(*Pool).run' }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('F12');
    await page.waitForFunction(
      () => (window as unknown as { fakeHost: { opened: unknown[] } }).fakeHost.opened.length === 1,
    );
    assert.deepEqual(await host('opened'), [
      {
        file: '/src/shop/store/queue.go',
        line: 42,
        functionName: 'example.com/shop/store.(*Queue).Put',
        beside: false,
      },
    ]);
    await page.keyboard.press('Control+c');
    await page.waitForFunction(
      () => (window as unknown as { fakeHost: { copied: unknown[] } }).fakeHost.copied.length === 1,
    );
    const [copied] = (await host('copied')) as string[];
    assert.match(
      copied!,
      /^30 × goroutine \[chan send, 37 minutes\]:\nexample.com\/shop\/store\.\(\*Queue\)\.Put\(\.\.\.\)\n/,
    );
    await page.keyboard.press('Enter');
    assert.ok(await page.evaluate(() => document.activeElement!.id === 'dump-details'));
  });

  it('shows of a group its folded stack, its goroutines, and the text of one of them', async () => {
    await open();
    await rows().nth(3).click();
    const fold = page.locator('.fold-button');
    await fold.waitFor();
    assert.match((await fold.textContent())!, /3 frames: internal\/sync, sync/);
    await page
      .locator('.dump-frame.origin-runtime, .dump-frame.origin-standardLibrary')
      .first()
      .waitFor({ state: 'hidden' });
    await fold.click();
    await page.locator('.dump-frame', { hasText: 'lockSlow' }).waitFor();
    await page.locator('.vgrid-goroutines [data-position="1"]').click();
    await page.locator('.goroutine-text', { hasText: 'goroutine 48 [sync.Mutex.Lock]:' }).waitFor();
    await page.locator('.link', { hasText: 'Show in file' }).click();
    await page.waitForFunction(
      () => (window as unknown as { fakeHost: { asked: string[] } }).fakeHost.asked.length > 0,
    );
    const line =
      groupedDump(groups)
        .split('\n')
        .findIndex((text) => text.startsWith('goroutine 48 ')) + 1;
    assert.deepEqual(await host('asked'), [`openText ${line}`]);
  });

  it('copies all goroutines of a group, also those that nobody has looked at', async () => {
    await pages.open(writeFile('many.txt', groupedDump([{ ...groups[0]!, count: 450 }])));
    await rows().first().click();
    await page.locator('.vgrid-goroutines').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.waitForFunction(
      () => (window as unknown as { fakeHost: { copied: string[] } }).fakeHost.copied.length > 0,
    );
    const [text] = (await host('copied')) as string[];
    const ids = text!
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t')[0]);
    assert.deepEqual([ids.length, new Set(ids).size], [450, 450]);
  });

  it('shows the goroutines of a finding, what to do, and the page of its rule', async () => {
    await open();
    await page.locator('.finding-row', { hasText: 'Nil channel' }).click();
    await status().filter({ hasText: '4 of 50 goroutines' }).waitFor();
    assert.deepEqual(await chips(), ['rule:G1']);
    await page.locator('.finding-card .finding-advice').waitFor();
    await page.locator('.link', { hasText: 'About this rule (G1)' }).click();
    await page.waitForFunction(
      () => (window as unknown as { fakeHost: { asked: string[] } }).fakeHost.asked.length > 0,
    );
    assert.deepEqual(await host('asked'), ['openRule "G1"']);
    await page.locator('.finding-row', { hasText: 'Nil channel' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.vgrid-groups [data-position]').length === 5);
    assert.deepEqual(await chips(), []);
  });

  it('shows the stacks that match as a flame graph, with its search, its keys and its details', async () => {
    await open();
    await filter().click();
    await page.keyboard.type('created:api.Serve');
    await page.keyboard.press('Enter');
    await status().filter({ hasText: '37 of 50' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.classList.contains('vgrid-groups'));
    await page.keyboard.press('2');
    await page.locator('.flame-body').waitFor();
    await page.locator('.details .title-text', { hasText: 'Goroutines that match' }).waitFor();
    await page.locator('.search-field').click();
    await page.keyboard.type('Queue');
    await page.locator('.search-status', { hasText: '81.1 % · 1 function' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.full-name', { hasText: 'store.(*Queue).Put' }).waitFor();
  });

  it('shows who created whom, and narrows to a creator', async () => {
    await open();
    await page.getByRole('radio', { name: 'Creators' }).click();
    const creators = page.locator('.vgrid-creators .vgrid-row[data-position]');
    await creators.nth(2).waitFor();
    const start = creators.filter({ hasText: 'work.Start' });
    assert.match((await start.textContent())!, /pool\.go:30.*12.*12.*run/);
    await start.click();
    await title().filter({ hasText: 'work.(*Pool).run' }).waitFor();
    await page.keyboard.press('Enter');
    await status().filter({ hasText: '12 of 50' }).waitFor();
    assert.deepEqual(await chips(), ['created:example.com/shop/work.Start']);
  });

  it('shows what goroutines wait for, and opens and closes it as a tree does', async () => {
    await open();
    await page.getByRole('radio', { name: 'Waits' }).click();
    const waits = page.locator('.vgrid-waits .vgrid-row[data-position]');
    const mutex = waits.filter({ hasText: 'Mutex 0xc000123450' });
    await mutex.waitFor();
    assert.equal(await mutex.getAttribute('aria-expanded'), 'true');
    await mutex.click();
    const before = await waits.count();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.vgrid-waits [aria-expanded="false"]').waitFor();
    assert.ok((await waits.count()) < before);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await title().filter({ hasText: 'store.(*Cache).Get' }).waitFor();
  });

  it('keeps filter, view, order and selection over a reload, and finds them in a file written anew', async () => {
    await open();
    await filter().click();
    await page.keyboard.type('chan');
    await page.keyboard.press('Enter');
    await status().filter({ hasText: '34 of 50' }).waitFor();
    await page.locator('.vgrid-head button', { hasText: 'State' }).click();
    await page.locator('.vgrid-groups [data-position="0"]').click();
    await title().filter({ hasText: 'store.waitFor' }).waitFor();
    await page.reload();
    await title().filter({ hasText: 'store.waitFor' }).waitFor();
    assert.deepEqual(await chips(), ['chan']);
    assert.deepEqual(await names(), ['store.waitFor', 'store.(*Queue).Put']);
    const more = groups.map((group) => (group.count === 4 ? { ...group, count: 90 } : group)).toReversed();
    writeFile('shop.txt', groupedDump(more));
    await pages.send({ fakeHost: 'reload' });
    await status().filter({ hasText: '120 of 136' }).waitFor();
    await title().filter({ hasText: 'store.waitFor' }).waitFor();
    assert.match((await page.locator('.goroutine-details .group-figures').textContent())!, /^90 goroutines/);
  });

  it('goes back and forward through filters and selections', async () => {
    await open();
    await page.locator('.overview-entry[data-class="select"]').click();
    await status().filter({ hasText: '12 of 50' }).waitFor();
    await page.getByRole('radio', { name: 'Creators' }).click();
    await page.locator('.vgrid-creators').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.locator('.vgrid-groups').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.waitForFunction(() => document.querySelectorAll('.vgrid-groups [data-position]').length === 5);
    await page.keyboard.press('Alt+ArrowRight');
    await status().filter({ hasText: '12 of 50' }).waitFor();
  });

  it('shows what a CodeLens asks for, and selects the only group that it means', async () => {
    await open();
    await pages.send({ fakeHost: 'showGoroutines', filter: 'at:pool.go:7' });
    await status().filter({ hasText: '12 of 50' }).waitFor();
    await title().filter({ hasText: 'work.(*Pool).run' }).waitFor();
    assert.deepEqual(await chips(), ['at:pool.go:7']);
  });

  it('goes over to the views of a profile and back', async () => {
    await open();
    await page.getByRole('radio', { name: 'Profile' }).click();
    await page.locator('.flame-body').waitFor();
    assert.ok(await page.evaluate(() => document.activeElement!.closest('.page-switch') !== null));
    await page.reload();
    await page.locator('.flame-body').waitFor();
    await page.getByRole('radio', { name: 'Goroutines' }).click();
    await rows().first().waitFor();
  });

  it('compares dumps: what has grown comes first, what is gone last', async () => {
    const later = [{ ...groups[1]!, count: 200 }, ...groups.filter((_, i) => i === 0 || i === 2 || i === 4)];
    const files = [writeFile('before.txt', groupedDump(groups)), writeFile('after.txt', groupedDump(later))];
    await pages.open({ dumps: files });
    await rows().first().waitFor();
    await page.locator('.compared', { hasText: '50 → 235 goroutines' }).waitFor();
    const found = await names();
    assert.equal(found[0], 'work.(*Pool).run');
    assert.equal(found.at(-1), 'store.(*Cache).Get');
    assert.match((await rows().first().locator('.cell-of-change').textContent())!, /\+188/);
    assert.match((await rows().last().locator('.cell-of-change').textContent())!, /−3gone/);
    await rows().last().click();
    await page.locator('.list-place', { hasText: 'Gone: the last dump has none of them.' }).waitFor();
  });

  it('names what ended the program, and leads to its line', async () => {
    const text = `panic: send on closed channel\n\n${groupedDump([{ count: 1, state: 'running', stack: ['main.crash /src/shop/crash.go:33'] }, ...groups])}`;
    await pages.open(writeFile('crash.txt', text));
    await page.locator('.crash', { hasText: 'panic: send on closed channel' }).waitFor();
    await page.locator('.crash .link', { hasText: 'crash.go:33' }).click();
    await page.waitForFunction(
      () => (window as unknown as { fakeHost: { opened: unknown[] } }).fakeHost.opened.length === 1,
    );
    await title().filter({ hasText: 'main.crash' }).waitFor();
  });

  it('lets one choose among the dumps of a file', async () => {
    const first = groupedDump([{ count: 2, state: 'select', stack: ['main.early /src/a.go:1'] }]);
    const text = `panic: one\n\n${first}\nexit status 2\npanic: two\n\n${groupedDump(groups)}`;
    await pages.open(writeFile('two.txt', text));
    await page.locator('.crash', { hasText: 'panic: two' }).waitFor();
    await page.locator('.piece-choice').click();
    await page.locator('vscode-option', { hasText: '1 of 2' }).click();
    await page.locator('.crash', { hasText: 'panic: one' }).waitFor();
    assert.deepEqual(await names(), ['main.early']);
  });

  it('says that nothing is suspicious, and what was looked for', async () => {
    await pages.open(writeFile('calm.txt', groupedDump([groups.at(-1)!])));
    await page.locator('.findings', { hasText: 'Nothing suspicious found. Checked: ' }).waitFor();
  });

  it('says that a file is gone, and offers another try where a question failed', async () => {
    await open();
    await pages.send({ fakeHost: 'delete' });
    await page.locator('.banner', { hasText: 'was deleted' }).waitFor();
    await pages.send({ fakeHost: 'fail', method: 'creatorTree' });
    await page.getByRole('radio', { name: 'Creators' }).click();
    await page.locator('.page', { hasText: 'The host refuses.' }).waitFor();
    await pages.send({ fakeHost: 'fail', method: '' });
    await page.locator('vscode-button', { hasText: 'Try again' }).click();
    await page.locator('.vgrid-creators').waitFor();
  });

  for (const theme of vscodeThemes) {
    it(`fits a narrow panel and a wide window (${theme.id})`, async () => {
      await open(theme);
      for (const width of [300, 480, 760, 1100, 1700]) {
        await page.setViewportSize({ width, height: 800 });
        // The frame after the next one starts when all has been fitted and drawn.
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
        await rows().first().waitFor();
        const overflow = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('.goroutine-page > :not(.progress), .vgrid-groups')]
            .filter((part) => part.scrollWidth > part.clientWidth + 1)
            .map(({ className }) => className),
        );
        assert.deepEqual(overflow, [], `${width} px`);
        // What matters most is in sight at every width.
        for (const part of ['.cell-of-function .name', '.cell-of-function .location-link']) {
          const box = await rows().first().locator(part).first().boundingBox();
          assert.ok(box && box.width > 20 && box.x + box.width <= width, `${part} at ${width} px`);
        }
      }
      await page.screenshot({
        path: path.join(testResultsFolder, 'screenshots', `goroutines-${theme.id}.png`),
      });
    });
  }
});

describe('the page of a dump of 100,000 goroutines', function () {
  this.timeout(120_000);
  const pages = useFakeHostPages();

  it('scrolls and filters without a wait', async () => {
    const { page } = pages;
    const many = Array.from(
      { length: 20_000 },
      (_, i): TextGroup => ({
        count: 5,
        state: ['chan receive', 'select', 'IO wait', 'sleep'][i % 4]!,
        ...(i % 3 === 0 && { minutes: i % 200 }),
        stack: [
          `example.com/big/work.Step${i} /src/big/work/step${i % 90}.go:${(i % 900) + 1}`,
          'example.com/big/work.loop /src/big/work/loop.go:9',
        ],
        createdBy: `example.com/big/work.Start${i % 300} /src/big/work/start.go:${(i % 300) + 1}`,
      }),
    );
    await pages.open(writeFile('big.txt', groupedDump(many)));
    await page.locator('.vgrid-groups .vgrid-row[data-position]').first().waitFor({ timeout: 60_000 });
    const steps = 100;
    const perStep = (await workOf(page, () => page.evaluate(scrollThrough, steps))) / steps;
    assert.ok(perStep < 12, `work a frame: ${perStep.toFixed(1)} ms`);
    for (const text of ['step17', 'created:Start7', 'state:sel', 'func:/Step1.5$/', 'loop']) {
      const work = await workOf(page, () => page.evaluate(typeFilter, text));
      assert.ok(work < 100, `work from the letter to the rows of ${text}: ${work.toFixed(1)} ms`);
    }
  });
});

/**
 * Milliseconds that the page's own thread works (script, style, layout) while something happens: processor time, which does
 * not depend on what else the machine does.
 */
async function workOf(page: Page, happen: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const parts = metrics.filter(({ name }) => /^(Script|Layout|RecalcStyle)Duration$/.test(name));
    return parts.reduce((sum, { value }) => sum + value * 1000, 0);
  };
  const before = await worked();
  await happen();
  const work = (await worked()) - before;
  await session.detach();
  return work;
}

/** As a wheel does that is turned fast: a dozen new rows with every step. In the page. */
async function scrollThrough(steps: number): Promise<void> {
  const grid = document.querySelector('.vgrid-groups')!;
  for (let i = 0; i < steps; i++) {
    grid.scrollTop += 240;
    await new Promise((resolve) => grid.addEventListener('scroll', resolve, { once: true }));
    await new Promise(requestAnimationFrame);
  }
}

/** Resolves when the rows stand that the text leaves. In the page. */
async function typeFilter(text: string): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('.query-input')!;
  const status = document.querySelector('.dump-status')!;
  const changed = new Promise((resolve) => {
    new MutationObserver(resolve).observe(status, { childList: true, characterData: true, subtree: true });
  });
  input.value = text;
  input.dispatchEvent(new Event('input'));
  await changed;
  await new Promise(requestAnimationFrame);
}

function writeFile(name: string, text: string): string {
  const folder = path.join(testResultsFolder, 'dumps');
  fs.mkdirSync(folder, { recursive: true });
  fs.mkdirSync(path.join(testResultsFolder, 'screenshots'), { recursive: true });
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}
