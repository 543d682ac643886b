import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { testResultsFolder } from './repository';
import { toServerPath, type VscodeServer } from './vscodeServer';
import { waitFor } from './waitFor';

export interface WorkbenchOptions {
  readonly folder: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Runs the extension in this folder as one under development. Without it, installed extensions run. */
  readonly developmentFolder?: string;
  /** Compiled file that exports run(), called in the extension host. */
  readonly testsFile?: string;
  /** Console of the extension host while tests run. */
  readonly onLog?: (text: string) => void;
  readonly onExit?: (code: number) => void;
}

export type ThemeName = 'light' | 'dark' | 'highContrast';

interface Theme {
  /** As the theme picker lists it. */
  readonly setting: string;
  readonly className: string;
  readonly webviewClass: string;
}

const themes: Readonly<Record<ThemeName, Theme>> = {
  light: { setting: 'Light 2026', className: 'vs', webviewClass: 'vscode-light' },
  dark: { setting: 'Dark 2026', className: 'vs-dark', webviewClass: 'vscode-dark' },
  highContrast: {
    setting: 'Dark High Contrast',
    className: 'hc-black',
    webviewClass: 'vscode-high-contrast',
  },
};

/** For pictures of what went wrong. */
export const openWorkbenches = new Set<Workbench>();

/** Opens the workbench in a new browser context and waits until its extensions are registered. */
export async function openWorkbench(
  browser: Browser,
  server: VscodeServer,
  options: WorkbenchOptions,
): Promise<Workbench> {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  if (options.developmentFolder !== undefined) {
    await injectDevelopmentOptions(page, server, options);
  }
  await page.goto(server.addressOf(options.folder), { waitUntil: 'domcontentloaded' });
  const workbench = new Workbench(context, page, server);
  openWorkbenches.add(workbench);
  context.once('close', () => openWorkbenches.delete(workbench));
  await workbench.waitForExtensions();
  return workbench;
}

/** A VS Code workbench in a browser, driven as a user would. */
export class Workbench {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly server: VscodeServer;

  constructor(context: BrowserContext, page: Page, server: VscodeServer) {
    this.context = context;
    this.page = page;
    this.server = server;
  }

  /** The explorer shows files before extensions are registered: an early click opens the wrong editor. */
  async waitForExtensions(): Promise<void> {
    await this.page.waitForFunction(
      () => performance.getEntriesByName('code/didLoadExtensions').length > 0,
      undefined,
      { timeout: 60_000 },
    );
    // What is registered late, as a browser's extensions are, comes with a pass of its own: this icon and the editors together.
    await this.page.locator('.activitybar [aria-label^="Heaplens"]').first().waitFor({ timeout: 60_000 });
  }

  explorerRow(name: string): Locator {
    return this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
  }

  /** Opens folders by click, and the last part by double click: again where another row has moved under the pointer. */
  async openFromExplorer(file: string): Promise<void> {
    const parts = file.split('/');
    const name = parts.pop()!;
    for (const folder of parts) {
      const row = this.explorerRow(folder);
      if ((await row.getAttribute('aria-expanded')) === 'false') {
        await row.click();
      }
    }
    await waitFor(
      `${name} to open`,
      async () => {
        await this.explorerRow(name).dblclick();
        await this.tab(name).waitFor({ timeout: 10_000 });
        return true;
      },
      30_000,
    );
  }

  tab(name: string): Locator {
    return this.page.locator(`.tabs-container .tab[data-resource-name="${name}"]`);
  }

  activeTab(): Locator {
    return this.page.locator('.editor-group-container.active .tabs-container .tab.active');
  }

  /** The page that an extension draws, in the active editor. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
  }

  /**
   * Runs a command by its full label in the palette. An open palette never learns that a command has become available
   * (while a window starts, what needs trust is not), so it is opened until it offers the command.
   */
  async runCommand(label: string): Promise<void> {
    const row = this.quickPickRow(label);
    await waitFor(`the palette to offer "${label}"`, async () => {
      await this.openPalette(label);
      await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      if (await row.isVisible()) return true;
      await this.page.keyboard.press('Escape');
      return false;
    });
    await row.click();
  }

  /** Closes every editor and waits until none is left: a palette command goes on after its row was clicked. */
  async closeAllEditors(): Promise<void> {
    const tabs = this.page.locator('.tabs-container .tab');
    if ((await tabs.count()) === 0) return;
    await this.runCommand('View: Close All Editors');
    await tabs.first().waitFor({ state: 'detached' });
  }

  /** Opens the palette with a text typed in. A key is lost while the focus goes over to a page that an extension draws. */
  async openPalette(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await waitFor('the palette to open', async () => {
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 3000 });
      return true;
    });
    await input.fill(`>${text}`);
  }

  quickPick(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label });
  }

  /** Takes the entry that begins with this text. */
  async acceptPick(label: string): Promise<void> {
    await this.quickPickRow(label).click();
  }

  quickPickRow(label: string): Locator {
    return this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${label}"]`).first();
  }

  /** Opens a file by name and waits for its text. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    await input.fill(name);
    await this.acceptPick(path.posix.basename(name));
    await this.tab(path.posix.basename(name)).waitFor();
    await this.page.locator('.editor-group-container.active .view-lines').first().waitFor();
  }

  codeLenses(): Locator {
    return this.page.locator('.editor-group-container .codelens-decoration a');
  }

  notifications(): Locator {
    return this.page.locator('.notification-list-item-message');
  }

  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
  }

  /** Line that the cursor stands on, as the status bar tells it. */
  async cursorLine(): Promise<number> {
    const text = await this.page.locator('#status\\.editor\\.selection').textContent();
    return Number(/Ln (\d+)/.exec(text ?? '')?.[1] ?? Number.NaN);
  }

  async waitForCursor(line: number): Promise<void> {
    await waitFor(`the cursor on line ${line}`, async () => (await this.cursorLine()) === line);
  }

  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.fill(`:${line}`);
    await input.press('Enter');
    await this.waitForCursor(line);
  }

  /** Waits for the CodeLens right above the line of code with this text, which must be in sight. */
  lensAbove(text: string): Promise<Locator> {
    const code = this.page.locator('.editor-group-container.active .view-line', {
      hasText: text.replaceAll(' ', '\u00a0'),
    });
    return waitFor(`a CodeLens above "${text}"`, async () => {
      const line = await code.boundingBox({ timeout: 1000 });
      for (const lens of await this.codeLenses().all()) {
        const box = await lens.boundingBox({ timeout: 1000 });
        if (line && box && box.y < line.y && line.y - box.y < 1.5 * line.height) return lens;
      }
      return null;
    });
  }

  /** A folder that nobody has trusted yet. */
  async waitForRestrictedMode(): Promise<void> {
    await this.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  }

  /** Opens a container of the activity bar. */
  async openView(name: string): Promise<void> {
    const item = this.page.locator('.activitybar .action-item', {
      has: this.page.locator(`[aria-label^="${name}"]`),
    });
    if (!(await item.getAttribute('class'))?.includes('checked')) await item.click();
    await this.page.locator('.sidebar .composite.title', { hasText: new RegExp(name, 'i') }).waitFor();
  }

  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: 'domcontentloaded' });
    await this.waitForExtensions();
  }

  async openProblems(): Promise<Locator> {
    await this.page.keyboard.press('Control+Shift+M');
    await this.page.locator('.markers-panel').waitFor();
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  /** Switches the colour theme and waits until the workbench, and the extension's page if there is one, wear it. */
  async useTheme(name: ThemeName): Promise<void> {
    const { setting, className, webviewClass } = themes[name];
    await this.runCommand('Preferences: Color Theme');
    const input = this.page.locator('.quick-input-widget input[placeholder^="Select Color Theme"]');
    await input.fill(setting);
    await this.acceptPick(setting);
    await this.page.locator(`.monaco-workbench.${className}`).first().waitFor();
    if ((await this.page.locator('iframe.webview.ready').count()) > 0) {
      const body = this.webview().locator(`body.${webviewClass}`);
      await body.waitFor();
      await body.evaluate(twoFrames);
    }
    await this.nextFrame();
  }

  /** What was asked to be drawn is on the screen. */
  async nextFrame(): Promise<void> {
    await this.page.evaluate(twoFrames);
  }

  /** Writes test-results/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(testResultsFolder, 'screenshots');
    fs.mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  async screenshotInAllThemes(name: string): Promise<void> {
    for (const theme of ['light', 'highContrast', 'dark'] as const) {
      await this.useTheme(theme);
      await this.screenshot(`${name}-${theme}`);
    }
  }

  async close(): Promise<void> {
    openWorkbenches.delete(this);
    await this.context.close();
  }
}

/** What the `payload` parameter does not do in built products: tells the workbench which extension is under development. */
async function injectDevelopmentOptions(
  page: Page,
  server: VscodeServer,
  options: WorkbenchOptions,
): Promise<void> {
  const uri = (file: string) => ({
    scheme: 'vscode-remote',
    authority: server.authority,
    path: toServerPath(file),
  });
  const developmentOptions = {
    extensions: [uri(options.developmentFolder!)],
    ...(options.testsFile === undefined ? {} : { extensionTestsPath: uri(options.testsFile) }),
  };
  await page.exposeFunction('codeAutomationLog', (_kind: string, args: unknown[]) => {
    options.onLog?.(args.map(String).join(' '));
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => options.onExit?.(code));
  await page.addInitScript((added) => {
    const original = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name: string) {
      const value = original.call(this, name);
      if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings' || value === null) {
        return value;
      }
      return JSON.stringify({ ...JSON.parse(value), developmentOptions: added });
    };
  }, developmentOptions);
}

/** Two frames: what a change of colours asks to be drawn is on the screen. */
function twoFrames(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
