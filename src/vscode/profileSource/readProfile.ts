import * as vscode from 'vscode';
import { type Message, MessageError, message } from '../../base/message';
import { formatBytes } from '../../base/units';
import type { FileStamp } from './fileStamp';

export interface ProfileBytes {
  readonly bytes: Uint8Array;
  readonly stamp: FileStamp;
}

export const fileMissingId = 'file.missing';
export const fileTooLargeId = 'file.tooLarge';

/** Reads through the editor's file systems, so that remote and virtual files work. Fails with a MessageError. */
export async function readProfile(uri: vscode.Uri, maximumBytes: number): Promise<ProfileBytes> {
  const stamp = await statFile(uri);
  const limit = Math.min(maximumBytes, largestReadableBytes);
  if (stamp.size > limit) throw new MessageError(tooLarge(uri, stamp.size, limit));
  try {
    return { bytes: await vscode.workspace.fs.readFile(uri), stamp };
  } catch (error) {
    throw explain(uri, error);
  }
}

export async function statFile(uri: vscode.Uri): Promise<FileStamp> {
  const askedMs = Date.now();
  try {
    const { mtime, size, type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) {
      throw vscode.FileSystemError.FileIsADirectory(uri);
    }
    return { mtime, size, askedMs };
  } catch (error) {
    throw explain(uri, error);
  }
}

export function fileNameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** Node reads no file of 2 GiB or more in one piece, nor does `workspace.fs`. */
const largestReadableBytes = 2 ** 31 - 1;

function tooLarge(uri: vscode.Uri, size: number, limit: number): Message {
  const args = { file: fileNameOf(uri), size: formatBytes(size), limit: formatBytes(limit) };
  return limit === largestReadableBytes
    ? message(
        'file.tooLargeToRead',
        '{file} has {size}, and the editor can read at most {limit}. Keep the part that matters with "go tool pprof -proto -focus=…" first.',
        args,
      )
    : message(
        fileTooLargeId,
        '{file} has {size}, more than the {limit} that Heaplens is set to open. Raise the limit to open it.',
        args,
      );
}

function explain(uri: vscode.Uri, error: unknown): MessageError {
  if (error instanceof MessageError) return error;
  const file = fileNameOf(uri);
  const code = error instanceof vscode.FileSystemError ? error.code : '';
  switch (code) {
    case 'FileNotFound':
      return new MessageError(
        message(fileMissingId, '{file} does not exist. It may have been moved or deleted.', { file }),
      );
    case 'FileIsADirectory':
      return new MessageError(message('file.isFolder', '{file} is a folder, not a profile.', { file }));
    case 'NoPermissions':
      return new MessageError(
        message('file.noPermission', '{file} cannot be read: its permissions do not allow it.', { file }),
      );
    case 'Unavailable':
      return new MessageError(
        message('file.unavailable', '{file} cannot be read: its file system is not reachable now.', { file }),
      );
    default: {
      const reason = error instanceof Error ? error.message : String(error);
      return new MessageError(
        message('file.unreadable', '{file} cannot be read: {reason}', { file, reason }),
        { cause: error },
      );
    }
  }
}
