import * as path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { repositoryRoot } from './repository';

const downloadTimeoutMs = 15_000;

/**
 * Path of a desktop VS Code's executable, downloaded when that works here. HEAPLENS_VSCODE=server never looks for one,
 * =desktop insists on one. Null where there is none, and on Linux without a display.
 */
export async function findDesktop(): Promise<string | null> {
  const wish = process.env.HEAPLENS_VSCODE;
  if (wish === 'server' || (wish !== 'desktop' && !hasDisplay())) {
    return null;
  }
  try {
    return await downloadAndUnzipVSCode({
      version: 'stable',
      timeout: downloadTimeoutMs,
      cachePath: path.join(repositoryRoot, '.vscode-test'),
    });
  } catch (error) {
    if (wish === 'desktop') {
      throw error;
    }
    console.log(`No desktop VS Code could be downloaded: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}
