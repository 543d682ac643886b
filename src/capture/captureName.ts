/** One of `standardKinds`, `dumpKind`, `gcTraceKind`, `historyKind`, or the name of a profile that the program registered itself. */
export type CaptureKind = string;

/** The stacks of all goroutines, one by one, as text: `/goroutine?debug=2`. A profile of them is of kind `goroutine`. */
export const dumpKind = 'goroutines';

/** Memory over time: what a program wrote with GODEBUG=gctrace=1, and what a watch kept. */
export const gcTraceKind = 'gctrace';
export const historyKind = 'memory';

/**
 * What the name of a capture's file says: `20261121-100203-localhost-6060-heap.pb.gz`, and of a goroutine dump
 * `20261121-100203-localhost-6060-goroutines.goroutines`. Memory over time has names as `….gctrace` and `….memwatch`.
 */
export interface CaptureName {
  /** Local time, milliseconds since 1970, in whole seconds. */
  readonly timeMs: number;
  /** Safe for file names: `localhost-6060`, or the test that ran: `words.BenchmarkCount`. */
  readonly host: string;
  readonly kind: CaptureKind;
  /** Tells captures of the same second apart: 1 is not written. */
  readonly number: number;
}

/** A capture's file as a folder lists it. */
export interface StoredCapture {
  readonly path: string;
  readonly fileName: string;
  /** Null where the name is not ours: such a file is shown, and never deleted by `retain`. */
  readonly name: CaptureName | null;
  /** From the name, else when the file was last changed; milliseconds since 1970. */
  readonly timeMs: number;
  readonly modifiedMs: number;
  readonly bytes: number;
}

const profileExtension = '.pb.gz';
export const dumpExtension = '.goroutines';
/** Of what is no profile. */
const extensions: Readonly<Record<string, string>> = {
  [dumpKind]: dumpExtension,
  [gcTraceKind]: '.gctrace',
  [historyKind]: '.memwatch',
};

export function formatCaptureName({ timeMs, host, kind, number }: CaptureName): string {
  const suffix = number > 1 ? `-${number}` : '';
  return `${formatTime(new Date(timeMs))}-${host}-${kindPart(kind)}${suffix}${extensionOf(kind)}`;
}

/** Null for a name that is not ours, for example after a rename by hand. */
export function parseCaptureName(fileName: string): CaptureName | null {
  const parts =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-([\p{L}\p{N}._-]+)-([A-Za-z_][A-Za-z0-9_]*)(?:-(\d+))?(\.pb\.gz|\.goroutines|\.gctrace|\.memwatch)$/u.exec(
      fileName,
    );
  if (!parts || extensionOf(parts[8]!) !== parts[10]) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const time = new Date(year, month - 1, day, hour, minute, second);
  if (time.getMonth() !== month - 1 || time.getDate() !== day || hour > 23) return null;
  return { timeMs: time.getTime(), host: parts[7]!, kind: parts[8]!, number: Number(parts[9] ?? 1) };
}

function extensionOf(kind: CaptureKind): string {
  return Object.hasOwn(extensions, kind) ? extensions[kind]! : profileExtension;
}

/** Files that are listed as captures: hidden ones are not, be they ours in the making or somebody else's. */
export function isCaptureFileName(fileName: string): boolean {
  return /^[^.].*\.(pb\.gz|pprof|prof|goroutines|gctrace|memwatch)$/.test(fileName);
}

export function isMemoryFile(fileName: string): boolean {
  return [gcTraceKind, historyKind].some((kind) => fileName.endsWith(extensionOf(kind)));
}

/** The name without the extension that a rename keeps: `x.pb.gz` → `x`. */
export function baseNameOf(fileName: string): string {
  return fileName.replace(/(\.pb\.gz|\.[^.]*)$/, '');
}

/** `http://[::1]:6060` → `__1-6060`, `https://Shop.example` → `shop.example`. */
export function hostPart(url: URL): string {
  const host = url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replaceAll(':', '_')
    .replace(/[^a-z0-9._-]/g, '-');
  return (url.port === '' ? host : `${host.slice(0, maximumHostLength)}-${url.port}`).slice(
    0,
    maximumHostLength + 6,
  );
}

/** `words.BenchmarkCount`: in the place of a host, for a capture of a test. */
export function testPart(packageName: string, testName: string): string {
  const name = packageName === '' ? testName : `${packageName}.${testName}`;
  return [...name.replace(/[^\p{L}\p{N}._]/gu, '_')].slice(0, maximumTestLength).join('');
}

/** `localhost-6060` → `localhost:6060`, for display. */
export function shownHost(host: string): string {
  return host.replace(/-(\d{1,5})$/, ':$1');
}

/** File names may have 255 bytes on most systems. */
const maximumHostLength = 120;
/** A letter may take four bytes. */
const maximumTestLength = 50;

/** Names of a program's own profiles can be anything. */
function kindPart(kind: CaptureKind): string {
  const safe = kind.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, 60);
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}

function formatTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(time.getFullYear()).padStart(4, '0')}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}
