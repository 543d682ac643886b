import { isNetworkPath, resolveFrom, segmentsBelow } from './localPath';

/** A module whose go.mod is in the workspace, or that a go.work of the workspace uses. */
export interface GoModule {
  /** `example.com/app/v2` */
  readonly path: string;
  /** Folder of its go.mod, as the host writes it. */
  readonly folder: string;
  readonly replaces: readonly GoReplace[];
}

/** One `replace` line of go.mod or go.work. */
export interface GoReplace {
  readonly path: string;
  /** '' for every version. */
  readonly version: string;
  /** A local folder, absolute; '' for a replacement by another module. */
  readonly folder: string;
  /** `example.com/fork@v1.2.3`; '' for a local folder. */
  readonly module: string;
}

export interface GoModFile {
  /** '' where the module line is missing. */
  readonly module: string;
  /** Folders of `use`, as written. */
  readonly uses: readonly string[];
  /** Folders as written. */
  readonly replaces: readonly GoReplace[];
}

/**
 * The modules of a workspace. `readText` gives null for a file that cannot be read. A go.work's replacements come before those
 * of the modules it uses, as in Go.
 */
export async function readGoModules(
  readText: (path: string) => Promise<string | null>,
  goModPaths: readonly string[],
  goWorkPaths: readonly string[],
  isWindows: boolean,
): Promise<GoModule[]> {
  const folders = new Map<string, GoReplace[]>();
  for (const path of goModPaths) {
    folders.set(folderOf(path, isWindows), []);
  }
  for (const path of goWorkPaths) {
    const work = parseGoMod((await readText(path)) ?? '');
    const base = folderOf(path, isWindows);
    for (const use of work.uses) {
      const folder = resolveFrom(base, use, isWindows);
      // A network folder is only believed where the workspace itself lies on the network.
      if (!isNetworkPath(folder) || isNetworkPath(base)) {
        folders.set(folder, resolveReplaces(work.replaces, base, isWindows));
      }
    }
  }
  const modules: GoModule[] = [];
  for (const [folder, workReplaces] of folders) {
    const parsed = parseGoMod((await readText(resolveFrom(folder, 'go.mod', isWindows))) ?? '');
    if (parsed.module !== '') {
      const replaces = [...workReplaces, ...resolveReplaces(parsed.replaces, folder, isWindows)];
      modules.push({ path: parsed.module, folder, replaces });
    }
  }
  return modules.sort((a, b) => b.path.length - a.path.length);
}

/** Reads go.mod and go.work alike. What it does not know it passes over. */
export function parseGoMod(text: string): GoModFile {
  let module = '';
  const uses: string[] = [];
  const replaces: GoReplace[] = [];
  let block = '';
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    if (words.length === 0) {
      continue;
    }
    if (block !== '' && words[0] === ')') {
      block = '';
      continue;
    }
    if (block === '' && words[1] === '(') {
      block = words[0];
      continue;
    }
    const verb = block || words.shift()!;
    if (verb === 'module' && words.length > 0) {
      module = words[0];
    } else if (verb === 'use' && words.length > 0) {
      uses.push(words[0]);
    } else if (verb === 'replace') {
      const replace = readReplace(words);
      if (replace) {
        replaces.push(replace);
      }
    }
  }
  return { module, uses, replaces };
}

/**
 * Import paths of the package in a local file's folder, the innermost module's first; more than one where a module stands in
 * for another by `replace`. Empty outside of all modules.
 */
export function packagePathsOf(
  localFile: string,
  modules: readonly GoModule[],
  isWindows: boolean,
): string[] {
  const found: { depth: number; path: string }[] = [];
  for (const module of modules) {
    const roots = [{ path: module.path, folder: module.folder }, ...module.replaces];
    for (const { path, folder } of roots) {
      const below = folder === '' ? null : segmentsBelow(folder, localFile, isWindows);
      if (below && below.length > 0) {
        found.push({ depth: below.length, path: [path, ...below.slice(0, -1)].join('/') });
      }
    }
  }
  const innermost = Math.min(...found.map(({ depth }) => depth));
  return [...new Set(found.filter(({ depth }) => depth === innermost).map(({ path }) => path))];
}

function folderOf(path: string, isWindows: boolean): string {
  return resolveFrom(path, '..', isWindows);
}

function resolveReplaces(replaces: readonly GoReplace[], base: string, isWindows: boolean): GoReplace[] {
  return replaces
    .map((replace) =>
      replace.folder === '' ? replace : { ...replace, folder: resolveFrom(base, replace.folder, isWindows) },
    )
    .filter(({ folder }) => !isNetworkPath(folder) || isNetworkPath(base));
}

/** `path [version] => folder | path version` */
function readReplace(words: readonly string[]): GoReplace | null {
  const arrow = words.indexOf('=>');
  if (arrow < 1 || arrow + 1 >= words.length) {
    return null;
  }
  const [path, version = ''] = words.slice(0, arrow);
  const [target, targetVersion = ''] = words.slice(arrow + 1);
  const isFolder = /^(?:\.\.?(?:[\\/]|$)|[\\/]|[A-Za-z]:[\\/])/.test(target);
  return {
    path,
    version,
    folder: isFolder ? target : '',
    module: isFolder || targetVersion === '' ? '' : `${target}@${targetVersion}`,
  };
}

/** Words of a line without its comment; quoted ones bare. Brackets stand alone. */
function wordsOf(line: string): string[] {
  const words = line.match(/\/\/.*|"(?:[^"\\]|\\.)*"|`[^`]*`|[()]|[^\s()"`]+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('//'));
  return words
    .slice(0, comment < 0 ? words.length : comment)
    .map((word) => (/^["`]/.test(word) ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word));
}
