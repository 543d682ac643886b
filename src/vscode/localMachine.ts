/** What the machine that runs the extension knows beyond the editor's file systems. A web host has no such machine. */
export interface LocalMachine {
  readonly isWindows: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The path with its links resolved, or as it was where it is not on this disk. */
  realPath(path: string): Promise<string>;
  /** The first `length` bytes of a regular file; null for what is none or cannot be read. */
  readHead(path: string, length: number): Promise<Uint8Array | null>;
}
