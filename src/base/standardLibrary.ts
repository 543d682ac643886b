/** First elements of import paths in Go's own tree; a dot in the first element always means somebody else's. */
const standardRoots = new Set(
  (
    'archive arena bufio builtin bytes cmp compress container context crypto database debug embed encoding errors ' +
    'expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp ' +
    'runtime slices sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak'
  ).split(' '),
);

/** Whether an import path is one of Go's standard library, the runtime included. */
export function isStandardLibrary(packagePath: string): boolean {
  const slash = packagePath.indexOf('/');
  return standardRoots.has(slash < 0 ? packagePath : packagePath.slice(0, slash));
}
