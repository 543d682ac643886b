import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../helpers/browser';
import { type FakeHost, startFakeHost } from '../../helpers/fakeHost/server';
import { vscodeThemes } from '../../helpers/vscodeThemes';

type Shown = Parameters<FakeHost['urlOf']>[0];

/**
 * The real page of the profile editor in a browser, before a stand-in for VS Code: a new one for each test of the suite that
 * calls this. A test whose page wrote a complaint to the console fails.
 */
export function useFakeHostPages(viewport = { width: 1400, height: 900 }) {
  let host: FakeHost;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  before(async () => {
    host = await startFakeHost();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    host?.dispose();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport });
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  afterEach(async () => {
    await context.close();
    assert.deepEqual(complaints, [], 'the console is clean, and the content policy was kept');
  });

  async function open(shown: Shown, theme = vscodeThemes[0]!): Promise<void> {
    await page.goto(host.urlOf(shown, theme));
    await painted();
  }

  /** Data stands on the screen, and the toolkit's controls are what they will be. */
  async function painted(): Promise<void> {
    await page.waitForFunction(
      () =>
        performance.getEntriesByName('heaplens.firstPaint').length > 0 &&
        customElements.get('vscode-text-field') !== undefined,
    );
  }

  /** Tells the page something as the extension would. */
  function send(command: object): Promise<void> {
    return page.evaluate(
      (sent) => (window as unknown as { fakeHost: { send(c: object): void } }).fakeHost.send(sent),
      command,
    );
  }

  return {
    get page() {
      return page;
    },
    urlOf: (shown: Shown, theme = vscodeThemes[0]!) => host.urlOf(shown, theme),
    open,
    painted,
    send,
  };
}
