import type { LocationTable } from './profile';

/** The rows of the line columns with a 1. A location may end up without lines: it must not stay in any stack then. */
export function keepLines(locations: LocationTable, keep: Uint8Array): LocationTable {
  const lineStart = new Uint32Array(locations.length + 1);
  const lineFunction = new Int32Array(keep.length);
  const lineNumber = new Float64Array(keep.length);
  let length = 0;
  for (let location = 0; location < locations.length; location++) {
    for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
      if (keep[row] === 0) continue;
      lineFunction[length] = locations.lineFunction[row]!;
      lineNumber[length] = locations.lineNumber[row]!;
      length++;
    }
    lineStart[location + 1] = length;
  }
  return {
    ...locations,
    lineStart,
    lineFunction: lineFunction.slice(0, length),
    lineNumber: lineNumber.slice(0, length),
  };
}
