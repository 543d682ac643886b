import { resolveDots } from './localPath';

/** A path as a profile has it, taken apart. Nothing in it is trusted: `segments` can be joined to a folder without leaving it. */
export interface RecordedPath {
  /** Why there is nothing to look for, '' otherwise. */
  readonly refusal: '' | 'generated' | 'malformed';
  /** Where the recorded path itself would be: `/home/ci/app/a.go`, `c:/src/a.go`; '' for relative, network and device paths. */
  readonly absolute: string;
  readonly isWindows: boolean;
  /** Under `$GOROOT/src`, however that is written; then `segments` start behind it. */
  readonly isBelowGoRoot: boolean;
  /** Whether it starts at some root, known or not. */
  readonly isRooted: boolean;
  /** Without drive, root, `.` and `..`; the last one is the file. */
  readonly segments: readonly string[];
}

export function parseRecordedPath(recorded: string): RecordedPath {
  const refusal = refusalOf(recorded);
  if (refusal !== '') {
    return {
      refusal,
      absolute: '',
      isWindows: false,
      isBelowGoRoot: false,
      isRooted: false,
      segments: [],
    };
  }
  const isWindows = /^[A-Za-z]:[\\/]|\\/.test(recorded);
  let path = isWindows ? recorded.replaceAll('\\', '/') : recorded;
  path = path.replace(/^\/\/[?.]\/(?=[A-Za-z]:\/)/, '');
  // Packages outside of GOPATH and modules: _/home/me/app, _/C_/Users/me/app
  path = path.replace(/^_\/([A-Za-z])_\//, '$1:/').replace(/^_\//, '/');
  const wsl = /^\/\/wsl(?:\$|\.localhost)\/[^/]+(?=\/)/i.exec(path);
  if (wsl) {
    return rooted('/', path.slice(wsl[0].length), false);
  }
  const goRoot = /^(?:\$GOROOT|\$\{GOROOT\}|%GOROOT%|GOROOT)\/(?:src\/)?/.exec(path);
  if (goRoot) {
    return { ...relative(path.slice(goRoot[0].length), isWindows), isBelowGoRoot: true };
  }
  if (path.startsWith('//')) {
    // A server and its share: what follows may exist elsewhere, the path itself is never touched.
    const below = path.split('/').slice(4).join('/');
    return { ...relative(below, isWindows), isRooted: true };
  }
  const drive = /^([A-Za-z]):\//.exec(path);
  if (drive) {
    return rooted(`${drive[1].toLowerCase()}:/`, path.slice(3), true);
  }
  if (path.startsWith('/')) {
    return rooted('/', path, isWindows);
  }
  return relative(path.replace(/^\$WORK\/b\d+\//, ''), isWindows);
}

/** Whether these segments may be joined to a folder of this machine. */
export function areSafeSegments(segments: readonly string[], isWindows: boolean): boolean {
  return (
    segments.length > 0 &&
    segments.every(
      (segment) =>
        segment !== '' &&
        segment !== '.' &&
        segment !== '..' &&
        !/[\0-\x1f/]/.test(segment) &&
        !(isWindows && IS_WINDOWS_SPECIAL.test(segment)),
    )
  );
}

/** Devices, streams (`a.go:b`), names that Windows reads as others (`.. `, `a.go.`). */
const IS_WINDOWS_SPECIAL = /[\\:*?"<>|]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Folders whose files are devices, processes or other machines. */
const IS_SYSTEM_FOLDER = /^\/(?:dev|proc|sys|net|run|afs)\//;

function rooted(root: string, below: string, isWindows: boolean): RecordedPath {
  const segments = resolveDots(below.split('/'));
  const absolute = root + segments.join('/');
  const isProbed = !IS_SYSTEM_FOLDER.test(absolute) && !(isWindows && root === '/');
  return {
    refusal: segments.length === 0 ? 'malformed' : '',
    absolute: isProbed ? absolute : '',
    isWindows,
    isBelowGoRoot: false,
    isRooted: true,
    segments,
  };
}

function relative(path: string, isWindows: boolean): RecordedPath {
  const segments = resolveDots(path.split('/'));
  return {
    refusal: segments.length === 0 ? 'malformed' : '',
    absolute: '',
    isWindows,
    isBelowGoRoot: false,
    isRooted: false,
    segments,
  };
}

function refusalOf(recorded: string): RecordedPath['refusal'] {
  if (/[\0-\x1f\x7f]/.test(recorded) || recorded.length > MAX_LENGTH) {
    return 'malformed';
  }
  const isGenerated =
    recorded === '' ||
    /^[<?]/.test(recorded) ||
    /(?:^|[\\/])(?:_cgo_[^\\/]*|_testmain\.go|[^\\/]+\.cgo[12]\.(?:go|c))$/.test(recorded);
  return isGenerated ? 'generated' : '';
}

/** Longer than any system allows. */
const MAX_LENGTH = 32_768;
