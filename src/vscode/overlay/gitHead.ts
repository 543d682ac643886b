/** Reads a text file, null for one that is not there. Paths are written with `/`. */
export type ReadText = (path: string) => Promise<string | null>;

/**
 * Hash of the commit that is checked out at or above `folder`, '' outside of a repository or before its first commit. Reads
 * git's own files: HEAD, loose and packed refs, `gitdir:` files of worktrees and submodules with their `commondir`.
 */
export async function readGitHead(folder: string, readText: ReadText): Promise<string> {
  for (let at = folder; at !== ''; at = parentOf(at)) {
    const head = await readText(`${at}/.git/HEAD`);
    if (head !== null) return resolveHead(head, [`${at}/.git`], readText);
    const link = await readText(`${at}/.git`);
    const linked = link === null ? null : /^gitdir:\s*(.+?)\s*$/m.exec(link);
    if (linked) return readLinkedHead(resolve(at, linked[1]), readText);
  }
  return '';
}

async function readLinkedHead(gitFolder: string, readText: ReadText): Promise<string> {
  const head = await readText(`${gitFolder}/HEAD`);
  if (head === null) return '';
  const common = (await readText(`${gitFolder}/commondir`))?.trim();
  const folders = common ? [gitFolder, resolve(gitFolder, common)] : [gitFolder];
  return resolveHead(head, folders, readText);
}

async function resolveHead(head: string, gitFolders: readonly string[], readText: ReadText): Promise<string> {
  const reference = /^ref:\s*(refs\/\S+)\s*$/.exec(head.trim())?.[1];
  if (!reference) return hashIn(head);
  if (reference.split('/').includes('..')) return '';
  for (const folder of gitFolders) {
    const loose = await readText(`${folder}/${reference}`);
    if (loose !== null) return hashIn(loose);
    const packed = await readText(`${folder}/packed-refs`);
    const line = packed?.split('\n').find((entry) => entry.trim().endsWith(` ${reference}`));
    if (line) return hashIn(line);
  }
  return '';
}

function hashIn(text: string): string {
  return /^([0-9a-f]{40}|[0-9a-f]{64})\b/.exec(text.trim())?.[1] ?? '';
}

function parentOf(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}

function resolve(folder: string, path: string): string {
  const slashed = path.replaceAll('\\', '/');
  if (/^(?:\/|[a-z]:\/)/i.test(slashed)) return slashed;
  let base = folder;
  const rest: string[] = [];
  for (const part of slashed.split('/')) {
    if (part === '..' && rest.length === 0) base = parentOf(base);
    else if (part === '..') rest.pop();
    else if (part !== '.' && part !== '') rest.push(part);
  }
  return [base, ...rest].join('/');
}
