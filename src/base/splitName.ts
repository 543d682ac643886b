/**
 * A function's own name and the path before it: what a narrow place must show, and what it may leave out.
 *
 *     github.com/org/app/store.(*Cache[example.com/x.Key]).Put
 *     path github.com/org/app    own store.(*Cache[example.com/x.Key]).Put
 *
 * File paths split the same way. Names without a slash are all their own.
 */
export function splitName(name: string): { readonly own: string; readonly path: string } {
  // Slashes within type arguments and parameters belong to the name: only what stands before them is a path.
  const end = name.search(/[[({<]/);
  const limit = end < 0 ? name.length : end;
  const slash = Math.max(name.lastIndexOf('/', limit - 1), name.lastIndexOf('\\', limit - 1));
  return slash <= 0 || limit === 0
    ? { own: name, path: '' }
    : { own: name.slice(slash + 1), path: name.slice(0, slash) };
}

/** The name without its path: `github.com/acme/shop/store.(*Cache).Put` → `store.(*Cache).Put`. */
export function ownName(name: string): string {
  return splitName(name).own;
}
