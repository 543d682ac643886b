import { randomBytes } from 'node:crypto';
import nodeFs from 'node:fs/promises';
import path from 'node:path';
import { MessageError, message } from '../base/message';
import {
  baseNameOf,
  type CaptureName,
  formatCaptureName,
  isCaptureFileName,
  parseCaptureName,
  type StoredCapture,
} from './captureName';

/** The part of node:fs/promises that a store uses. */
export type CaptureFs = Pick<
  typeof nodeFs,
  'mkdir' | 'open' | 'readdir' | 'rename' | 'rm' | 'stat' | 'writeFile'
>;

/**
 * A folder of captured profiles. A file is there whole or not at all; all failures are MessageErrors.
 */
export class CaptureStore {
  readonly folder: string;
  readonly #fs: CaptureFs;

  constructor(folder: string, fs: CaptureFs = nodeFs) {
    this.folder = folder;
    this.#fs = fs;
  }

  /** Writes the bytes under a free name made of the given parts and returns its path. */
  async save(name: Omit<CaptureName, 'number'>, bytes: Uint8Array, signal?: AbortSignal): Promise<string> {
    return this.#explain('save', formatCaptureName({ ...name, number: 1 }), async () => {
      await this.#makeFolder();
      await this.#removeAbandoned();
      const temporary = path.join(this.folder, `${temporaryPrefix}${randomBytes(8).toString('hex')}.tmp`);
      try {
        await this.#writeWhole(temporary, bytes);
        signal?.throwIfAborted();
        const target = await this.#freePath(name);
        await this.#fs.rename(temporary, target);
        return target;
      } catch (error) {
        await this.#fs.rm(temporary, { force: true });
        throw error;
      }
    });
  }

  /** Makes an empty file under a free name made of the given parts, for what is written over a time; returns its path. */
  async create(name: Omit<CaptureName, 'number'>): Promise<string> {
    return this.#explain('save', formatCaptureName({ ...name, number: 1 }), async () => {
      await this.#makeFolder();
      const target = await this.#freePath(name);
      await (await this.#fs.open(target, 'wx')).close();
      return target;
    });
  }

  /** Newest first. A folder that does not exist has none. */
  async list(): Promise<StoredCapture[]> {
    return this.#explain('list', '', async () => {
      const names = (await this.#fileNames()).filter(isCaptureFileName);
      const captures = await Promise.all(names.map((fileName) => this.describe(fileName)));
      return captures.filter((capture) => capture !== null).sort(newestFirst);
    });
  }

  /**
   * Deletes the oldest files that carry our names until `keep` of those are left; 0 keeps all. `spared` paths count, but
   * stay. Returns the deleted paths.
   */
  async retain(keep: number, spared: ReadonlySet<string>): Promise<string[]> {
    if (keep <= 0) return [];
    const own = (await this.list()).filter(({ name }) => name !== null);
    const surplus = own.slice(keep).filter((capture) => !spared.has(capture.path));
    for (const capture of surplus) {
      await this.#explain('delete', capture.fileName, () => this.#fs.rm(capture.path, { force: true }));
    }
    return surplus.map((capture) => capture.path);
  }

  /** Gives a capture another name, the extension kept; returns the new path. */
  async rename(fileName: string, newBaseName: string): Promise<string> {
    const problem = await this.renameProblem(fileName, newBaseName);
    if (problem) throw problem;
    const target = path.join(this.folder, newBaseName.trim() + extensionOf(fileName));
    return this.#explain('rename', fileName, async () => {
      await this.#fs.rename(path.join(this.folder, fileName), target);
      return target;
    });
  }

  /** Why this cannot be the new name, or null. */
  async renameProblem(fileName: string, newBaseName: string): Promise<MessageError | null> {
    const base = newBaseName.trim();
    if (base === '') return new MessageError(message('captures.nameEmpty', 'Give the capture a name.'));
    if (!isPortableName(base)) {
      return new MessageError(
        message(
          'captures.nameInvalid',
          'A name can have up to 200 characters, cannot start or end with a dot, and cannot contain / \\ : * ? " < > |.',
        ),
      );
    }
    const target = base + extensionOf(fileName);
    if (target !== fileName && (await this.#exists(path.join(this.folder, target)))) {
      return new MessageError(
        message('captures.nameTaken', 'There is already a file named {name}.', { name: target }),
      );
    }
    return null;
  }

  /** Null for what is no file, or is gone by now. */
  async describe(fileName: string): Promise<StoredCapture | null> {
    const file = path.join(this.folder, fileName);
    try {
      const stat = await this.#fs.stat(file);
      if (!stat.isFile()) return null;
      const name = parseCaptureName(fileName);
      const { mtimeMs: modifiedMs, size: bytes } = stat;
      return { path: file, fileName, name, timeMs: name?.timeMs ?? modifiedMs, modifiedMs, bytes };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** For callers without a trash. A file that is gone already is no failure. */
  async delete(fileName: string): Promise<void> {
    await this.#explain('delete', fileName, () =>
      this.#fs.rm(path.join(this.folder, fileName), { force: true }),
    );
  }

  /** Only a folder that this makes is hidden from git: one that was there has its own rules. */
  async #makeFolder(): Promise<void> {
    const made = await this.#fs.mkdir(this.folder, { recursive: true });
    if (made !== undefined)
      await this.#fs.writeFile(path.join(this.folder, '.gitignore'), '*\n', { flag: 'wx' });
  }

  async #writeWhole(file: string, bytes: Uint8Array): Promise<void> {
    const handle = await this.#fs.open(file, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #freePath(name: Omit<CaptureName, 'number'>): Promise<string> {
    for (let number = 1; ; number++) {
      const candidate = path.join(this.folder, formatCaptureName({ ...name, number }));
      if (!(await this.#exists(candidate))) return candidate;
    }
  }

  async #exists(file: string): Promise<boolean> {
    try {
      await this.#fs.stat(file);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** Temporary files of a process that was killed while it wrote. */
  async #removeAbandoned(): Promise<void> {
    for (const name of await this.#fileNames()) {
      if (!name.startsWith(temporaryPrefix) || !name.endsWith('.tmp')) continue;
      const file = path.join(this.folder, name);
      const { mtimeMs } = await this.#fs.stat(file);
      if (Date.now() - mtimeMs > abandonedAfterMs) await this.#fs.rm(file, { force: true });
    }
  }

  async #fileNames(): Promise<string[]> {
    try {
      return await this.#fs.readdir(this.folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #explain<T>(action: StoreAction, fileName: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || codeOf(error) === '') throw error;
      throw storeFailure(action, fileName, this.folder, error);
    }
  }
}

/** The folder cannot be written to by this user: another place can be used instead. */
export function isUnwritableFolder(error: unknown): boolean {
  return error instanceof MessageError && unwritableCodes.has(codeOf(error.cause));
}

const temporaryPrefix = '.heaplens-';
const abandonedAfterMs = 60 * 60 * 1000;
const unwritableCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

function extensionOf(fileName: string): string {
  return fileName.slice(baseNameOf(fileName).length);
}

/** Valid on Windows too, because folders are shared and synchronised. */
function isPortableName(base: string): boolean {
  return (
    base.length <= 200 &&
    !/[/\\:*?"<>|\u0000-\u001f]/.test(base) &&
    !/^\.|\.$/.test(base) &&
    !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(base)
  );
}

function newestFirst(a: StoredCapture, b: StoredCapture): number {
  return (
    b.timeMs - a.timeMs || (b.name?.number ?? 1) - (a.name?.number ?? 1) || (a.fileName < b.fileName ? 1 : -1)
  );
}

type StoreAction = 'save' | 'list' | 'rename' | 'delete';

interface StoreFailure {
  readonly action: StoreAction;
  /** Of the file system; null for all others. */
  readonly codes: readonly string[] | null;
  readonly id: string;
  readonly english: string;
}

const storeFailures: readonly StoreFailure[] = [
  {
    action: 'save',
    codes: ['EACCES', 'EPERM'],
    id: 'captures.saveDenied',
    english: 'The capture could not be saved in {folder}: access is denied.',
  },
  {
    action: 'save',
    codes: ['EROFS'],
    id: 'captures.saveReadOnly',
    english: 'The capture could not be saved in {folder}: the file system is read-only.',
  },
  {
    action: 'save',
    codes: ['ENOSPC', 'EDQUOT'],
    id: 'captures.saveFull',
    english:
      'The capture could not be saved in {folder}: the disk is full. Free some space and capture again.',
  },
  {
    action: 'save',
    codes: ['ENOTDIR', 'EEXIST'],
    id: 'captures.saveInTheWay',
    english: 'The capture could not be saved in {folder}: a file is where a folder should be.',
  },
  {
    action: 'save',
    codes: null,
    id: 'captures.save',
    english: 'The capture could not be saved in {folder}: {reason}',
  },
  {
    action: 'list',
    codes: null,
    id: 'captures.list',
    english: 'The captures in {folder} could not be listed: {reason}',
  },
  {
    action: 'rename',
    codes: ['ENOENT'],
    id: 'captures.renameGone',
    english: '{file} could not be renamed: it does not exist any more.',
  },
  {
    action: 'rename',
    codes: null,
    id: 'captures.rename',
    english: '{file} could not be renamed: {reason}',
  },
  {
    action: 'delete',
    codes: null,
    id: 'captures.delete',
    english: '{file} could not be deleted: {reason}',
  },
];

function storeFailure(action: StoreAction, file: string, folder: string, error: Error): MessageError {
  const code = codeOf(error);
  const failure = storeFailures.find(
    (candidate) => candidate.action === action && (candidate.codes?.includes(code) ?? true),
  )!;
  const args = { file, folder, reason: error.message };
  return new MessageError(message(failure.id, failure.english, args), { cause: error });
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
