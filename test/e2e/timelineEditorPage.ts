import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../helpers/workbench';

/** The page of memory over time in the workbench, as a user sees it. */
export class TimelineEditorPage {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  get frame(): FrameLocator {
    return this.#workbench.webview();
  }

  get graph(): Locator {
    return this.frame.locator('.timeline-main canvas').first();
  }

  get live(): Locator {
    return this.frame.locator('.live-bar');
  }

  get findings(): Locator {
    return this.frame.locator('.timeline-strip');
  }

  tableRows(): Locator {
    return this.frame.locator('.timeline-table [role="row"][aria-rowindex]:not([aria-rowindex="1"])');
  }

  async waitUntilDrawn(timeout = 30_000): Promise<void> {
    await this.graph.waitFor({ timeout });
  }

  async facts(): Promise<string> {
    return (await this.frame.locator('.timeline-header .fact').allTextContents()).join(' · ');
  }

  /** Collections, as the header counts them. */
  async cycles(): Promise<number> {
    const [, count] = /([\d,]+) (?:GC cycles?|cycles?|collections?)/.exec(await this.facts()) ?? [];
    return Number((count ?? '0').replaceAll(',', ''));
  }

  /** Distinct colours on the timeline's canvases: 1 on a blank one. */
  colours(): Promise<number> {
    return this.frame.locator('.timeline-main canvas').evaluateAll((canvases) => {
      const colours = new Set<number>();
      for (const canvas of canvases as HTMLCanvasElement[]) {
        const context = canvas.getContext('2d');
        if (!context || canvas.width === 0 || canvas.height === 0) continue;
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        for (const pixel of new Uint32Array(data.buffer)) colours.add(pixel);
      }
      return colours.size;
    });
  }
}
