import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a Chromium or Chrome: the CHROME variable, PATH, then the usual places. Null when there is none. */
export function findBrowser(): string | null {
  const named = process.env.CHROME;
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) =>
      ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'].map((name) =>
        path.join(folder, name),
      ),
    );
  return [...(named ? [named] : []), ...onPath, ...usualPlaces].find((file) => fs.existsSync(file)) ?? null;
}

/** Throws with what to do when no browser is there. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    throw new Error(
      'no Chromium or Chrome was found. Install one (Debian, Ubuntu: sudo apt-get install chromium) ' +
        'or set CHROME to the path of one',
    );
  }
  return chromium.launch({ executablePath, args: quiet, headless: true });
}
