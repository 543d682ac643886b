import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the files of a process's control group are. */
export interface ControlGroup {
  readonly version: 1 | 2;
  /** Its own folder first, then those around it up to the mount: the lowest limit of them all holds. */
  readonly folders: readonly string[];
  /** Of cgroup v1, where processor time has a hierarchy of its own; null where it is not mounted. */
  readonly cpuFolder: string | null;
}

/** Files with what a sample can say, by version; those that are not there are left out. */
export const groupFiles = {
  1: [
    'memory.usage_in_bytes',
    'memory.limit_in_bytes',
    'memory.max_usage_in_bytes',
    'memory.stat',
    'memory.oom_control',
  ],
  2: [
    'memory.current',
    'memory.max',
    'memory.high',
    'memory.peak',
    'memory.swap.current',
    'memory.stat',
    'memory.events',
    'cpu.stat',
  ],
} as const;

export const limitFile = { 1: 'memory.limit_in_bytes', 2: 'memory.max' } as const;

/** null where there is no memory controller, or its files are not mounted here. */
export async function findControlGroup(pid: number, proc = '/proc'): Promise<ControlGroup | null> {
  const groups = parseGroups(await readFile(path.join(proc, String(pid), 'cgroup'), 'utf8'));
  const mounts = parseMounts(await readFile(path.join(proc, 'self', 'mountinfo'), 'utf8'));
  const folderOf = (controller: string | null) => {
    const group = groups.find(({ controllers }) =>
      controller === null ? controllers.length === 0 : controllers.includes(controller),
    );
    const mount = mounts.find(({ version, options }) =>
      controller === null ? version === 2 : version === 1 && options.includes(controller),
    );
    return group && mount ? { mount, folder: folderIn(mount, group.path) } : null;
  };
  const v1 = folderOf('memory');
  if (v1) {
    const cpu = folderOf('cpu');
    return { version: 1, folders: upTo(v1.folder, v1.mount.point), cpuFolder: cpu?.folder ?? null };
  }
  const v2 = folderOf(null);
  return v2 && { version: 2, folders: upTo(v2.folder, v2.mount.point), cpuFolder: null };
}

interface Group {
  /** None for cgroup v2. */
  readonly controllers: readonly string[];
  readonly path: string;
}

/** `0::/user.slice/a.scope`, of v1 `9:memory:/docker/1f…`; the path may hold colons. */
function parseGroups(text: string): Group[] {
  return text.split('\n').flatMap((line) => {
    const [, controllers, groupPath] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || groupPath === undefined) return [];
    return [{ controllers: controllers === '' ? [] : controllers.split(','), path: groupPath }];
  });
}

interface Mount {
  readonly version: 1 | 2;
  /** The part of the file system that is mounted. */
  readonly root: string;
  readonly point: string;
  readonly options: readonly string[];
}

/** `31 24 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate` (proc(5)). */
function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ', 2);
    const [type, , options = ''] = right?.split(' ') ?? [];
    const [, , , root, point] = left?.split(' ') ?? [];
    if ((type !== 'cgroup' && type !== 'cgroup2') || root === undefined || point === undefined) return [];
    return [
      {
        version: type === 'cgroup2' ? (2 as const) : (1 as const),
        root: unescaped(root),
        point: unescaped(point),
        options: options.split(','),
      },
    ];
  });
}

/**
 * In a container only its own part is mounted, and a path may lead out of what this process can see: then what is mounted is all
 * there is.
 */
function folderIn({ root, point }: Mount, groupPath: string): string {
  const below = path.posix.relative(root, groupPath);
  return below.startsWith('..') ? point : path.posix.join(point, below);
}

function upTo(folder: string, top: string): string[] {
  const folders = [folder];
  while (folders.at(-1) !== top && folders.at(-1)!.startsWith(`${top}/`)) {
    folders.push(path.posix.dirname(folders.at(-1)!));
  }
  return folders;
}

/** Blanks and the like are octal: `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
