import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { packageNameOf } from '../model/goName';
import type { SourceFact, SourceQuestion } from '../model/sourceFacts';
import { factsOfFile } from '../source/goFacts';
import { type GoModule, readGoModules } from '../source/goModules';
import { createSourceLocator } from '../source/sourceLocator';
import { UsageError } from './command';

/** The Go source that a dump is judged with. */
export interface GoroutineSource {
  readonly modules: readonly GoModule[];
  /** What the files that are here say; nothing about the others. Each is read once. */
  facts(questions: readonly SourceQuestion[]): Promise<readonly SourceFact[]>;
}

/**
 * A checkout: the folder, or where none is given the module around the working folder. Recorded paths that exist are read where
 * they are. Throws a UsageError for a folder that is none.
 */
export async function openGoroutineSource(folder: string | undefined): Promise<GoroutineSource> {
  const root = folder === undefined ? await moduleAround(process.cwd()) : await checkedFolder(folder);
  const listed = root === null ? noFiles : await listGoFiles(root);
  const isWindows = sep === '\\';
  const modules = await readGoModules(readText, listed.mods, listed.works, isWindows);
  const locator = createSourceLocator(
    {
      isWindows,
      workspaceFolders: root === null ? [] : [{ name: '', path: root }],
      modules,
      goRoots: [],
      moduleCache: '',
      pathMappings: {},
    },
    { exists: isFile, findByBaseName: async (name) => listed.byName.get(name) ?? [] },
  );
  return {
    modules,
    facts: async (questions) => {
      const byPath = new Map<string, SourceQuestion[]>();
      for (const question of questions) {
        const recorded = { path: question.file, packagePath: packageNameOf(question.func) };
        const found = await locator.locate(recorded);
        if (found.kind !== 'found') continue;
        const asked = byPath.get(found.path);
        if (asked) asked.push(question);
        else byPath.set(found.path, [question]);
      }
      const facts: SourceFact[] = [];
      for (const [path, asked] of byPath) facts.push(...factsOfFile((await readText(path)) ?? '', asked));
      return facts;
    },
  };
}

interface GoFiles {
  readonly mods: readonly string[];
  readonly works: readonly string[];
  /** Paths of .go files by base name. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

const noFiles: GoFiles = { mods: [], works: [], byName: new Map() };

/** A checkout with more folders is searched as far as this. */
const mostFolders = 20_000;

/** Nothing in these is built with the module around them. */
const passedOver = /^(?:[._].*|node_modules|testdata)$/;

async function listGoFiles(root: string): Promise<GoFiles> {
  const mods: string[] = [];
  const works: string[] = [];
  const byName = new Map<string, string[]>();
  const folders = [root];
  for (let at = 0; at < folders.length && at < mostFolders; at++) {
    const folder = folders[at]!;
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!passedOver.test(entry.name)) folders.push(path);
      } else if (entry.name === 'go.mod') mods.push(path);
      else if (entry.name === 'go.work') works.push(path);
      else if (entry.name.endsWith('.go')) byName.set(entry.name, [...(byName.get(entry.name) ?? []), path]);
    }
  }
  return { mods, works, byName };
}

/** The folder of the nearest go.mod at or above; null outside of all modules. */
async function moduleAround(start: string): Promise<string | null> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isFile(join(folder, 'go.mod'))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

async function checkedFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw new UsageError(`--source takes a folder, and ${folder} is none`, { showsUsage: false });
  return path;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
