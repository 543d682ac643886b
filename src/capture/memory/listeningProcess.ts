import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * Processes that listen on a TCP port of this machine, as far as this user may see them: /proc/net/tcp and tcp6 name the sockets,
 * /proc/PID/fd who has them. Usually one; several share a port after a fork, or with SO_REUSEPORT.
 */
export async function findListeners(port: number, proc = '/proc'): Promise<readonly number[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readOrEmpty(path.join(proc, 'net', name))));
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return [];
  const wanted = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const pid of pids) if (await holdsSocket(path.join(proc, pid, 'fd'), wanted)) found.push(Number(pid));
  return found.sort((a, b) => a - b);
}

/**
 * `  0: 0100007F:17AC 00000000:0000 0A … inode …`: address and port in hexadecimal, then the state; 0A is LISTEN
 * (net/ipv4/tcp_ipv4.c, get_tcp4_sock).
 */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells[1]?.endsWith(suffix) && cells[3] === '0A')
    .map((cells) => cells[9] ?? '')
    .filter((inode) => /^[1-9]\d*$/.test(inode));
}

/** Other users' processes cannot be looked into: they hold nothing. */
async function holdsSocket(folder: string, wanted: ReadonlySet<string>): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const target = await readlink(path.join(folder, name)).catch(() => '');
    if (wanted.has(target)) return true;
  }
  return false;
}

async function readOrEmpty(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
