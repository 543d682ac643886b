import * as vscode from 'vscode';
import type { StoredCapture } from '../../capture/captureName';
import { showFailure } from '../translate';
import type { CaptureFiles } from './captureFiles';
import { listedFolders } from './captureFolders';

/** Captures in folders of this machine; `storage` holds those that belong to no workspace folder. */
export function localCaptureFiles(storage: vscode.Uri): CaptureFiles {
  return {
    list: async () => {
      const lists = await Promise.all(listedFolders(storage).map(({ path }) => listFolder(path)));
      return lists.flat().sort((a, b) => b.timeMs - a.timeMs);
    },
    patterns: () =>
      listedFolders(storage).map(({ path }) => new vscode.RelativePattern(vscode.Uri.file(path), '*')),
  };
}

async function listFolder(path: string): Promise<StoredCapture[]> {
  const { CaptureStore } = await import('../../capture/captureStore');
  try {
    return await new CaptureStore(path).list();
  } catch (error) {
    showFailure(error);
    return [];
  }
}
