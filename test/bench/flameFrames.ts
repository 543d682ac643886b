import * as os from 'node:os';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../helpers/browser';
import { inFlamePage, nextFrames, openFlamePage, serveFlamePage } from '../helpers/flamePage';
import { vscodeTheme } from '../helpers/vscodeThemes';
import { type FrameFigures, frameLine, measureFrames } from './frameFigures';

/*
 * Frames of the flame graph with a million boxes, in a browser without a GPU: `tsx test/bench/flameFrames.ts [boxes]`.
 * The bars are those of DESIGN.md: p95 of the frames at most 18 ms, at most 2 ms of script a frame.
 */

const frames = 180;
const bars = { frameMs: 18, scriptMs: 2 };

const actions = ['still', 'pan', 'panZoomed', 'zoom', 'scroll', 'hover', 'search'] as const;
type Action = (typeof actions)[number];

export async function measureFlameFrames(boxes: number): Promise<FrameFigures[]> {
  const server = await serveFlamePage();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await openFlamePage(page, server.url, vscodeTheme('dark'));
    const session = await page.context().newCDPSession(page);
    // Processor time instead of the clock: other work on the machine does not count.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await inFlamePage(page, (flame, length) => flame.large(length), boxes);
    await nextFrames(page, 30);
    const figures: FrameFigures[] = [];
    for (const action of actions) figures.push(await measure(page, session, action));
    return figures;
  } finally {
    await browser.close();
    server.dispose();
  }
}

async function measure(page: Page, session: CDPSession, action: Action): Promise<FrameFigures> {
  await inFlamePage(page, (flame) => flame.prepare(), null);
  if (action === 'panZoomed') await inFlamePage(page, (flame) => flame.zoomIntoMiddle(), null);
  await nextFrames(page, 30);
  return measureFrames(session, action, async () =>
    inFlamePage(page, (flame, { action, frames }) => flame.drive(action, frames), { action, frames }),
  );
}

async function main(): Promise<void> {
  const boxes = Number(process.argv[2] ?? 1_000_000);
  console.log(`flame graph, ${boxes} boxes, 1400 × 900, ${os.cpus().length} cores, Node ${process.version}`);
  for (const figures of await measureFlameFrames(boxes)) console.log(frameLine(figures, bars));
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
