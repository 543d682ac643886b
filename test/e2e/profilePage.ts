import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../helpers/workbench';

/** The profile editor's page in the workbench, as a user sees it. */
export class ProfileEditorPage {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  get frame(): FrameLocator {
    return this.#workbench.webview();
  }

  get graph(): Locator {
    return this.frame.locator('.flame-body');
  }

  get detailsTitle(): Locator {
    return this.frame.locator('.details-title');
  }

  treeItem(name: string): Locator {
    return this.frame.locator(`[role="treeitem"][aria-label*="${name}"]`);
  }

  /** Waits for the picture of a profile. */
  async waitUntilDrawn(): Promise<void> {
    await this.graph.locator('canvas').first().waitFor();
    await this.frame.locator('[role="treeitem"]').first().waitFor({ state: 'attached' });
  }

  /** Distinct colours on the flame graph's canvases: 1 on a blank one. */
  colours(): Promise<number> {
    return this.graph.locator('canvas').evaluateAll((canvases) => {
      const colours = new Set<number>();
      for (const canvas of canvases as HTMLCanvasElement[]) {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        for (const pixel of new Uint32Array(data.buffer)) colours.add(pixel);
      }
      return colours.size;
    });
  }

  /** Moves the pointer down the heaviest path until the tooltip names the function; the place is in page coordinates. */
  async findBox(name: string): Promise<{ x: number; y: number }> {
    const box = await this.graph.boundingBox();
    assert.ok(box, 'the flame graph is not shown');
    const { mouse } = this.#workbench.page;
    const tip = this.frame.locator('.flame-tip-name');
    for (let y = box.y + 4; y < box.y + box.height; y += 6) {
      const x = box.x + box.width * 0.2;
      await mouse.move(x, y);
      await this.#workbench.nextFrame();
      if ((await tip.isVisible()) && (await tip.textContent())?.includes(name)) {
        return { x, y };
      }
    }
    throw new Error(`no box of ${name} is in sight`);
  }

  /** Control and click: to the source. */
  async openSourceOf(name: string): Promise<void> {
    const { x, y } = await this.findBox(name);
    const { keyboard, mouse } = this.#workbench.page;
    await keyboard.down('Control');
    await mouse.click(x, y);
    await keyboard.up('Control');
  }

  async select(name: string): Promise<void> {
    const { x, y } = await this.findBox(name);
    await this.#workbench.page.mouse.click(x, y);
    await this.detailsTitle.filter({ hasText: name }).waitFor();
  }
}
