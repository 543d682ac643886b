import * as os from 'node:os';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../helpers/browser';
import { startFakeHost } from '../helpers/fakeHost/server';
import { vscodeTheme } from '../helpers/vscodeThemes';
import { type FrameFigures, frameLine, measureFrames } from './frameFigures';

/*
 * Frames of the timeline of ten million samples, in a browser without a GPU: `tsx test/bench/timelineFrames.ts [samples]`. The
 * page is the real one; the engine's session is in a worker behind the real channel, as in VS Code. The bars are those of
 * DESIGN.md: p95 of the frames at most 18 ms, at most 3 ms of script a frame.
 */

const frames = 180;
const bars = { frameMs: 18, scriptMs: 3 };

const actions = ['still', 'pan', 'panZoomed', 'zoom', 'hover'] as const;
type Action = (typeof actions)[number];

export async function measureTimelineFrames(samples: number): Promise<FrameFigures[]> {
  const host = await startFakeHost();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    // Names of functions that cross from here are kept by a helper of their compiler.
    await page.addInitScript('window.__name = (made) => made');
    await page.goto(host.urlOf({ samples }, vscodeTheme('dark')));
    await page.waitForFunction(() => performance.getEntriesByName('heaplens.firstPaint').length > 0, null, {
      timeout: 120_000,
    });
    const session = await page.context().newCDPSession(page);
    // Processor time instead of the clock: other work on the machine does not count.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    // The first answer waits for what is made once of all samples.
    await page.locator('.range-strip:not(.waiting)').waitFor({ timeout: 120_000 });
    const figures: FrameFigures[] = [];
    for (const action of actions) figures.push(await measure(page, session, action));
    return figures;
  } finally {
    await browser.close();
    host.dispose();
  }
}

async function measure(page: Page, session: CDPSession, action: Action): Promise<FrameFigures> {
  await prepare(page, action);
  return measureFrames(session, action, () => page.evaluate(drive, { action, frames }));
}

/** All of the time, or an hour of it, drawn and at rest. */
async function prepare(page: Page, action: Action): Promise<void> {
  await page.locator('.timeline-body').focus();
  await page.keyboard.press('0');
  const zooms = action === 'panZoomed' ? 12 : action === 'pan' ? 2 : 0;
  for (let i = 0; i < zooms; i++) await page.keyboard.press('+');
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 900)));
}

/** Runs in the page: does something once a frame, and resolves to the times between the frames. */
function drive({ action, frames }: { action: Action; frames: number }): Promise<number[]> {
  const body = document.querySelector('.timeline-body')!;
  const { left, top } = body.getBoundingClientRect();
  const at = { clientX: left + 500, clientY: top + 200, bubbles: true, cancelable: true };
  const turn = (more: object) => body.dispatchEvent(new WheelEvent('wheel', { ...at, ...more }));
  const act = (frame: number) => {
    const there = Math.floor(frame / 45) % 2 === 0 ? 1 : -1;
    if (action === 'pan' || action === 'panZoomed') turn({ deltaY: there * 23, shiftKey: true });
    else if (action === 'zoom') turn({ deltaY: -there * 14 });
    else if (action === 'hover') {
      const move = { ...at, clientX: left + 90 + ((frame * 7) % 800), clientY: top + 40 + (frame % 40) * 9 };
      body.dispatchEvent(new PointerEvent('pointermove', move));
    }
  };
  return new Promise((resolve) => {
    const intervals: number[] = [];
    let last = 0;
    const run = (nowMs: number) => {
      if (last > 0) intervals.push(nowMs - last);
      last = nowMs;
      if (intervals.length >= frames) {
        resolve(intervals);
        return;
      }
      act(intervals.length);
      requestAnimationFrame(run);
    };
    requestAnimationFrame(run);
  });
}

async function main(): Promise<void> {
  const samples = Number(process.argv[2] ?? 10_000_000);
  console.log(`timeline, ${samples} samples, 1400 × 900, ${os.cpus().length} cores, Node ${process.version}`);
  for (const figures of await measureTimelineFrames(samples)) console.log(frameLine(figures, bars));
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
