import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import type { LiveState } from '../../src/protocol/timelineEditor';
import { nextFrames } from '../helpers/flamePage';
import { testResultsFolder } from '../helpers/repository';
import { gcTraceText, historyHead, historyLine, historyStart, leakHistory } from '../helpers/timelineTexts';
import { type VscodeTheme, vscodeThemes } from '../helpers/vscodeThemes';
import { useFakeHostPages } from './pages/fakeHostPages';

const live: LiveState = {
  state: 'watching',
  target: 'localhost:6060',
  source: '/metrics',
  note: { id: 'test.note', english: 'Costs next to nothing.', args: {} },
  everySeconds: 5,
  untilMs: historyStart + 7_200_000,
  captureWhenBytes: null,
  canCapture: true,
  canResume: true,
};

describe('the page of memory over time', () => {
  const pages = useFakeHostPages();
  let page: Page;
  beforeEach(() => {
    page = pages.page;
  });

  const body = () => page.locator('.timeline-body');
  const range = () => page.locator('.range-title');
  const cell = (name: string) => page.locator('.range-cell', { hasText: name }).locator('dd');
  const tab = (name: string) => page.locator('.panel-tabs button', { hasText: name });
  const tip = () => page.locator('.timeline-tip');
  const said = () => page.locator('.timeline-page > [aria-live]');
  const asked = () =>
    page.evaluate(() => (window as unknown as { fakeHost: { asked: string[] } }).fakeHost.asked);

  async function openText(name: string, text: string, theme?: VscodeTheme): Promise<void> {
    await pages.open(writeFile(name, text), theme);
    await page.locator('.range-strip:not(.waiting)').waitFor();
    await page.locator('.timeline-strip:not(.waiting)').waitFor();
  }

  const openTrace = (theme?: VscodeTheme) => openText('growing.gctrace', gcTraceText(100), theme);
  const openHistory = (theme?: VscodeTheme) => openText('leak.memwatch', leakHistory(), theme);

  /** Waits until the host was asked for something that fits. */
  async function waitAsked(expected: RegExp): Promise<string> {
    await page.waitForFunction(
      ({ source }) =>
        (window as unknown as { fakeHost: { asked: string[] } }).fakeHost.asked.some((each) =>
          new RegExp(source).test(each),
        ),
      { source: expected.source },
    );
    return (await asked()).findLast((each) => expected.test(each))!;
  }

  it('says whose memory it is, what is drawn and what happened in sight', async () => {
    await openTrace();
    assert.match(
      (await page.locator('.facts').textContent())!,
      /GC trace.*9\.90 s of its life.*100 GC cycles/,
    );
    assert.deepEqual(await page.locator('.legend-entry > span:first-of-type').allTextContents(), [
      'Live heap',
      'Heap at GC start',
      'Heap at GC end',
      'GC goal',
      'Stacks',
      'GC CPU',
      'Assist',
      'Longest pause',
    ]);
    assert.match((await range().textContent())!, /In view\+0\.10 s – \+10\.00 s9\.90 s/);
    assert.match((await cell('GC cycles').textContent())!, /^100 \(10 forced\)/);
    assert.equal(await cell('Longest pause').textContent(), '4.50 ms');
    // What this evidence cannot say, it says why.
    assert.match((await cell('Goroutines').textContent())!, /^—This evidence does not count goroutines/);
    assert.ok((await inkOf(page)) > 0.01, 'something is drawn');
  });

  it('zooms by wheel, keys and buttons, and Escape takes it back', async () => {
    await openTrace();
    await body().hover({ position: { x: 500, y: 120 } });
    await page.mouse.wheel(0, -400);
    await range().filter({ hasNotText: '9.90 s' }).waitFor();
    const zoomed = await range().textContent();
    await body().focus();
    await page.keyboard.press('+');
    await page.waitForFunction(
      (before) => document.querySelector('.range-title')!.textContent !== before,
      zoomed,
    );
    await page.keyboard.press('Escape');
    await range().filter({ hasText: '9.90 s' }).waitFor();
    await page.locator('[aria-label^="Zoom in"]').click();
    await range().filter({ hasNotText: '9.90 s' }).waitFor();
    await page.locator('[aria-label^="Show all"]').click();
    await range().filter({ hasText: '9.90 s' }).waitFor();
  });

  it('moves by dragging, by Shift and the wheel, and by the overview', async () => {
    await openTrace();
    await body().focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('+');
    await range().filter({ hasNotText: '9.90 s' }).waitFor();
    const moved = async (act: () => Promise<void>) => {
      const before = await range().textContent();
      await act();
      await page.waitForFunction(
        (text) => document.querySelector('.range-title')!.textContent !== text,
        before,
      );
    };
    const box = (await body().boundingBox())!;
    await moved(async () => {
      await page.mouse.move(box.x + 600, box.y + 150);
      await page.mouse.down();
      await page.mouse.move(box.x + 350, box.y + 150, { steps: 4 });
      await page.mouse.up();
    });
    await moved(async () => {
      await page.keyboard.down('Shift');
      await page.mouse.wheel(0, -300);
      await page.keyboard.up('Shift');
    });
    await moved(async () => {
      const map = (await page.locator('.timeline-minimap').boundingBox())!;
      await page.mouse.click(map.x + map.width * 0.9, map.y + 10);
    });
    await moved(() => page.keyboard.press('Control+ArrowLeft'));
  });

  it('keeps what was looked at over a reload', async () => {
    await openTrace();
    await page.locator('.legend-entry[data-series="goal"]').click();
    await tab('Advice').click();
    await body().focus();
    await page.keyboard.press('+');
    await range().filter({ hasNotText: '9.90 s' }).waitFor();
    const before = await range().textContent();
    await page.waitForFunction(() => sessionStorage.getItem('webviewState')?.includes('"tab":"advice"'));
    await page.reload();
    await pages.painted();
    await page.locator('.range-strip:not(.waiting)').waitFor();
    assert.equal(await range().textContent(), before);
    assert.equal(
      await page.locator('.legend-entry[data-series="goal"]').getAttribute('aria-pressed'),
      'false',
    );
    assert.equal(await tab('Advice').getAttribute('aria-checked'), 'true');
  });

  it('opens though what was kept is garbage', async () => {
    await page.addInitScript(
      `sessionStorage.setItem('webviewState', '{"timeline":{"window":{"fromMs":"x"},"shown":[3],"tab":7},"sizes":[]}')`,
    );
    await openTrace();
    assert.match((await range().textContent())!, /9\.90 s/);
  });

  it('selects by Shift and a drag, on the axis and by keys, and tells of the selection alone', async () => {
    await openTrace();
    const box = (await body().boundingBox())!;
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + 300, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 100, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await range().filter({ hasText: 'Selection' }).waitFor();
    await page.locator('.range-strip:not(.waiting)').waitFor();
    const cycles = Number((await cell('GC cycles').textContent())!.split(' ')[0]);
    assert.ok(cycles > 5 && cycles < 60, `${cycles} cycles`);
    await page.locator('.range-actions .link', { hasText: 'Judge this part' }).click();
    await page.locator('.strip-note, .nothing-found', { hasText: /selection/i }).waitFor();
    await body().focus();
    await page.keyboard.press('Escape');
    await range().filter({ hasText: 'In view' }).waitFor();
    // What is found in all of it takes another number of lines than what is found in a part.
    await page
      .locator('.strip-note, .nothing-found', { hasText: /selection/i })
      .waitFor({ state: 'detached' });
    await page.locator('.range-strip:not(.waiting)').waitFor();
    const now = (await body().boundingBox())!;
    await page.mouse.move(now.x + 300, now.y + now.height - 8);
    await page.mouse.down();
    await page.mouse.move(now.x + 400, now.y + now.height - 8, { steps: 3 });
    await page.mouse.up();
    await range().filter({ hasText: 'Selection' }).waitFor();
    await page.locator('.range-clear').click();
    await body().focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowRight');
    await range().filter({ hasText: 'Selection' }).waitFor();
    await cell('GC cycles').filter({ hasText: /^5/ }).waitFor();
  });

  it('tells of the moment under the pointer, and keeps every field of it on a click', async () => {
    await openHistory();
    await body().hover({ position: { x: 700, y: 150 } });
    await tip().waitFor();
    const text = (await tip().textContent())!;
    for (const name of ['Live heap', 'GC goal', 'GOMEMLIMIT', 'RSS', 'Goroutines']) {
      assert.ok(text.includes(name), `${name} in ${text}`);
    }
    await body().click({ position: { x: 700, y: 150 } });
    await page.locator('.moment-fields').waitFor();
    const fields = await page.locator('.moment-fields > dt').allTextContents();
    assert.equal(fields.length, 19, 'every field of the sample');
    const value = page.locator('.moment-fields > dt', { hasText: /^StackInuse$/ }).locator('+ dd');
    assert.equal(await value.textContent(), '4.00 MB');
    assert.equal(await value.getAttribute('title'), '4,194,304 bytes');
  });

  it('goes from cycle to cycle by arrow keys, and says where it is', async () => {
    await openTrace();
    await body().focus();
    await page.keyboard.press('Home');
    await said().filter({ hasText: 'GC cycle 1,' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await said()
      .filter({ hasText: /\+0\.20 s, GC cycle 2, Live heap 11\.0 MB/ })
      .waitFor();
    await page.keyboard.press('ArrowLeft');
    await said().filter({ hasText: 'GC cycle 1,' }).waitFor();
    await page.keyboard.press('End');
    await said().filter({ hasText: 'GC cycle 100,' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.moment-cycle').waitFor();
    assert.match((await page.locator('.panel-body').textContent())!, /GC cycle 100, forced/);
  });

  it('leads from a finding to its time, to what it rests on and to the page of its rule', async () => {
    await openHistory();
    const finding = page.locator('.timeline-strip .finding-row').first();
    assert.match((await finding.textContent())!, /H1.*Live heap keeps growing/);
    await finding.click();
    await range().filter({ hasNotText: '60 min' }).waitFor();
    const card = page.locator('.finding-card.chosen');
    await card.waitFor();
    await card.locator('.link', { hasText: 'About this rule (H1)' }).click();
    await waitAsked(/^openRule "H1"/);
    await finding.click();
    await page.locator('.finding-row[aria-pressed="true"]').waitFor({ state: 'detached' });
  });

  it('switches lines on and off, by keyboard, too', async () => {
    await openHistory();
    const rss = page.locator('.legend-entry[data-series="rss"]');
    assert.equal(await rss.getAttribute('aria-pressed'), 'true');
    await rss.click();
    assert.equal(await rss.getAttribute('aria-pressed'), 'false');
    await page.locator('.legend-entry[tabindex="0"]').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await body().hover({ position: { x: 700, y: 150 } });
    await tip().waitFor();
    assert.ok(!(await tip().textContent())!.includes('RSS'));
  });

  it('has a table with every cycle in sight, which copies', async () => {
    await openTrace();
    await page.locator('.timeline-toolbar .segments button', { hasText: 'Table' }).click();
    const grid = page.locator('.vgrid-moments');
    await grid.locator('[data-position="0"]').waitFor();
    await page.locator('.table-note', { hasText: '100 moments: all of what is in view.' }).waitFor();
    assert.equal(await grid.getAttribute('aria-rowcount'), '101');
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await said().filter({ hasText: 'GC cycle 2,' }).waitFor();
    await page.keyboard.press('Control+c');
    await page.waitForFunction(
      () => (window as unknown as { fakeHost: { copied: string[] } }).fakeHost.copied.length > 0,
    );
    const [copied] = await page.evaluate(
      () => (window as unknown as { fakeHost: { copied: string[] } }).fakeHost.copied,
    );
    const [head, row] = copied!.split('\n');
    assert.match(head!, /^Time\tLive heap\t/);
    assert.match(row!, /^\+0\.200 s\t11\.0 MB\t/);
  });

  it('takes limits that people know, and says what is no limit', async () => {
    await openTrace();
    await page.locator('.limits-button').click();
    const popover = page.locator('#timeline-limits');
    const field = popover.locator('vscode-text-field').first();
    await field.locator('input').fill('lots');
    await popover.locator('vscode-button', { hasText: 'Apply' }).click();
    await popover.locator('.limit-problem', { hasText: '512MiB' }).waitFor();
    await field.locator('input').fill('128MiB');
    await page.keyboard.press('Enter');
    assert.match(await waitAsked(/^setKnownLimits/), /"memoryLimit":134217728/);
    await page.locator('[data-limit="memoryLimit"]', { hasText: '128 MB' }).waitFor();
    await page.locator('.limit', { hasText: '(yours)' }).waitFor();
  });

  it('exports a picture, tables, a history, rules and a report', async () => {
    await openHistory();
    const choose = async (label: string) => {
      await page.locator('.header .text-action', { hasText: 'Export' }).click();
      await page.locator('.menu-item', { hasText: label }).click();
    };
    await choose('Picture');
    const picture = JSON.parse((await waitAsked(/^exportTimeline .*png/)).replace('exportTimeline ', ''));
    assert.ok(picture.bytes > 10_000, `${picture.bytes} bytes`);
    await choose('Samples');
    await waitAsked(/^exportTimeline .*"csv".*"samples"/);
    await choose('History');
    await waitAsked(/^exportTimeline .*"history"/);
    await choose('alert rules');
    await waitAsked(/^exportTimeline .*"alerts"/);
    await choose('HPA');
    await waitAsked(/^exportTimeline .*"hpa"/);
    await choose('Incident');
    await waitAsked(/^exportTimeline .*"incident"/);
  });

  it('opens captures by their signs, and says which code grew', async () => {
    await openHistory();
    const signs = page.locator('.timeline-mark.capture');
    await signs.nth(1).waitFor();
    await signs.nth(1).focus();
    await page.keyboard.press('Enter');
    await waitAsked(/^openCapture 2/);
    await page.locator('.range-actions .link', { hasText: 'What grew' }).click();
    await waitAsked(/^openGrowth/);
  });

  it('follows a watch, captures from it, and stops', async () => {
    const first = Array.from({ length: 30 }, (_, i) => historyLine(i * 10, { live: 50, goroutines: 10 }));
    await openText('live.memwatch', `${historyHead}\n${first.join('\n')}\n`);
    await pages.send({ fakeHost: 'live', live });
    const bar = page.locator('.live-bar');
    await bar.filter({ hasText: /Watching\s*localhost:6060\s*\/metrics every 5 s/ }).waitFor();
    await bar.filter({ hasText: 'Costs next to nothing.' }).waitFor();
    await pages.send({ fakeHost: 'append', text: `${historyLine(400, { live: 90, goroutines: 12 })}\n` });
    await range().filter({ hasText: '6.67 min' }).waitFor();
    await page.locator('.live-actions button', { hasText: 'Capture heap now' }).click();
    await waitAsked(/^captureNow "heap"/);
    await page.locator('.live-actions button', { hasText: 'exceeds' }).click();
    await page.locator('#timeline-capture-when input').fill('300MiB');
    await page.keyboard.press('Enter');
    await waitAsked(/^captureWhen 314572800/);
    await page.locator('.live-actions button', { hasText: 'Captures above 300 MB' }).waitFor();
    await page.locator('.live-actions button', { hasText: 'Stop' }).click();
    await bar.filter({ hasText: 'Stopped' }).waitFor();
    await page.locator('.live-actions button', { hasText: 'Resume' }).click();
    await bar.filter({ hasText: 'Watching' }).waitFor();
  });

  it('keeps the latest in sight while it was, and leaves a window alone that was moved away', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => historyLine(i * 10, { live: 50, goroutines: 10 }));
    await openText('live.memwatch', `${historyHead}\n${lines.join('\n')}\n`);
    await pages.send({ fakeHost: 'live', live });
    await body().focus();
    await page.keyboard.press('+');
    await page.keyboard.press('PageUp');
    await range().filter({ hasNotText: '9.83 min' }).waitFor();
    await page.locator('.live-actions button[aria-pressed="false"]', { hasText: 'Follow' }).waitFor();
    const before = await range().textContent();
    await pages.send({ fakeHost: 'append', text: `${historyLine(700, { live: 90, goroutines: 12 })}\n` });
    await page.locator('.facts', { hasText: '61 samples' }).waitFor();
    assert.equal(await range().textContent(), before);
    await page.locator('.live-actions button', { hasText: 'Follow' }).click();
    await page.locator('.live-actions button[aria-pressed="true"]', { hasText: 'Follow' }).waitFor();
    const at = await range().textContent();
    await pages.send({ fakeHost: 'append', text: `${historyLine(1000, { live: 90, goroutines: 12 })}\n` });
    await page.waitForFunction((text) => document.querySelector('.range-title')!.textContent !== text, at);
  });

  it('says which keys do what', async () => {
    await openTrace();
    await page.locator('[aria-label="Keys and pointer"]').first().click();
    await page.locator('#timeline-help', { hasText: 'from cycle to cycle' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#timeline-help').waitFor({ state: 'hidden' });
  });

  it('shows one sample as what it is, and says what would tell more', async () => {
    await openText('one.memwatch', `${historyHead}\n${historyLine(0, { live: 50, goroutines: 10 })}\n`);
    await page.locator('.timeline-alone', { hasText: 'One sample only.' }).waitFor();
    const rss = page.locator('.gauge > dt', { hasText: 'RSS' }).locator('+ dd');
    assert.equal(await rss.textContent(), '140 MB');
    await tab('Moment').click();
    await page.locator('.moment-fields').waitFor();
    await page
      .locator('.link', { hasText: /could not judge/ })
      .first()
      .click();
    await page.locator('.unjudged[open]').waitFor();
  });

  it('asks what another setting would have done', async () => {
    await openTrace();
    await tab('Advice').click();
    const slider = page.locator('.what-if-slider').first();
    await page.locator('.what-if-table').waitFor();
    const before = await page.locator('.what-if-table').textContent();
    await slider.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (text) => document.querySelector('.what-if-table')?.textContent !== text,
      before,
    );
    assert.equal(await page.locator('.what-if-value').textContent(), '200');
    await page.locator('.what-if-text').fill('nonsense');
    await page.keyboard.press('Tab');
    await page.locator('.what-if .limit-problem').waitFor();
    await page.locator('.what-if .link', { hasText: 'As recorded' }).click();
    await page.locator('.what-if-table').waitFor();
  });

  it('says what failed and tries again when asked', async () => {
    await openTrace();
    await pages.send({ fakeHost: 'fail', method: 'memoryReport' });
    await pages.send({ fakeHost: 'live', live: null });
    await page.locator('.timeline-strip', { hasText: 'The host refuses.' }).waitFor();
    await pages.send({ fakeHost: 'fail', method: '' });
    await page.locator('.timeline-strip .link', { hasText: 'Try again' }).click();
    await page.locator('.finding-row, .icon-pass').first().waitFor();
  });

  for (const theme of vscodeThemes.filter(({ id }) => id !== 'hcLight')) {
    it(`is legible in ${theme.id}, wide and in a side panel`, async () => {
      await openHistory(theme);
      await page.locator('.timeline-strip .finding-row').first().click();
      await range().filter({ hasNotText: '60 min' }).waitFor();
      await body().focus();
      await page.keyboard.press('0');
      await range().filter({ hasText: '60 min' }).waitFor();
      await page.screenshot({ path: screenshot(`timeline-${theme.id}`) });
      await page.setViewportSize({ width: 300, height: 1000 });
      await page.locator('.timeline-graph').scrollIntoViewIfNeeded();
      await assertNothingSticksOut(page);
      await page.screenshot({ path: screenshot(`timeline-narrow-${theme.id}`), fullPage: true });
    });
  }

  it('has room for all in any width', async () => {
    await openHistory();
    for (const width of [300, 420, 620, 859, 860, 1000, 1900]) {
      await page.setViewportSize({ width, height: 800 });
      await assertNothingSticksOut(page);
    }
  });
});

/** Share of the picture's pixels that are not its background. */
function inkOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.timeline-body canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const pixels = new Uint32Array(data.buffer);
    let ink = 0;
    for (const pixel of pixels) if (pixel !== pixels[0]) ink++;
    return ink / pixels.length;
  });
}

/** Nothing makes the page scroll sideways, and no control is cut off at its right edge. */
async function assertNothingSticksOut(page: Page): Promise<void> {
  // Signs on the picture go along in the frame after it.
  await nextFrames(page);
  const found = await page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>('.timeline-page :is(button, h3, dt, dd, p, strong)'),
    ];
    const out = all.filter((each) => {
      const box = each.getBoundingClientRect();
      const scrolls = each.closest('.vgrid') !== null;
      return (
        !scrolls && box.width > 0 && !each.closest('.for-listeners') && box.right > window.innerWidth + 1
      );
    });
    return out.map((each) => `${each.className || each.tagName}: ${each.textContent?.slice(0, 40)}`);
  });
  assert.deepEqual(found, []);
}

function screenshot(name: string): string {
  return path.join(testResultsFolder, 'screenshots', `${name}.png`);
}

function writeFile(name: string, text: string): string {
  const folder = path.join(testResultsFolder, 'timelines');
  fs.mkdirSync(folder, { recursive: true });
  fs.mkdirSync(path.join(testResultsFolder, 'screenshots'), { recursive: true });
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}
