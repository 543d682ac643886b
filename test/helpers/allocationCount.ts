/** Constructors of typed arrays that the rooms under test use. */
const names = [
  'Uint8Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

type Constructor = new (...args: never[]) => { readonly byteLength: number };

export interface AllocationCount {
  /** Bytes of all typed arrays made since the last `reset`, whether or not they are still in use: an upper bound of the peak. */
  readonly bytes: number;
  reset(): void;
  restore(): void;
}

/**
 * Stands in for the global typed arrays and counts what is asked of them. Unlike the memory of the process, this does not
 * depend on when garbage is collected, so a test can set exact bounds.
 */
export function countAllocations(): AllocationCount {
  const globals = globalThis as unknown as Record<string, Constructor>;
  const originals = new Map(names.map((name) => [name, globals[name]!]));
  let bytes = 0;
  for (const [name, original] of originals) {
    globals[name] = new Proxy(original, {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget);
        // A view of an existing buffer takes no memory of its own.
        if (!(args[0] instanceof ArrayBuffer)) bytes += made.byteLength;
        return made;
      },
    });
  }
  return {
    get bytes() {
      return bytes;
    },
    reset: () => {
      bytes = 0;
    },
    restore: () => {
      for (const [name, original] of originals) globals[name] = original;
    },
  };
}
