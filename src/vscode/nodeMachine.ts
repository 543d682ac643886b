import { open, realpath, stat } from 'node:fs/promises';
import type { LocalMachine } from './localMachine';

/** This machine through Node. */
export const nodeMachine: LocalMachine = {
  isWindows: process.platform === 'win32',
  environment: process.env,
  realPath: (path) => realpath(path).catch(() => path), // not on this disk: a folder of a virtual workspace
  readHead: async (path, length) => {
    try {
      // Opening a pipe would wait for its writer.
      if (!(await stat(path)).isFile()) return null;
      const file = await open(path, 'r');
      try {
        const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch {
      return null; // most profiles come from a binary that is elsewhere, or not to be read
    }
  },
};
