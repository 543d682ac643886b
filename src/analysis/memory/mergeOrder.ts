/** Rows of several tables in one order. */
export interface MergedOrder {
  /** Which table, and which of its rows. */
  readonly table: Uint32Array;
  readonly row: Uint32Array;
}

/** The rows of tables in order of time: of the same time the earlier table first. Each table is in order by itself. */
export function mergeOrder(times: readonly Float64Array[]): MergedOrder {
  let runs: MergedOrder[] = times.map(({ length }, at) => ({
    table: new Uint32Array(length).fill(at),
    row: countUp(length),
  }));
  while (runs.length > 1) {
    const merged: MergedOrder[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [a, b] = [runs[at]!, runs[at + 1]];
      merged.push(b ? mergeTwo(times, a, b) : a);
    }
    runs = merged;
  }
  return runs[0] ?? { table: new Uint32Array(0), row: new Uint32Array(0) };
}

function countUp(length: number): Uint32Array {
  const rows = new Uint32Array(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}

function mergeTwo(times: readonly Float64Array[], a: MergedOrder, b: MergedOrder): MergedOrder {
  const length = a.row.length + b.row.length;
  const table = new Uint32Array(length);
  const row = new Uint32Array(length);
  let atA = 0;
  let atB = 0;
  for (let at = 0; at < length; at++) {
    const isFromA =
      atB === b.row.length ||
      (atA < a.row.length && times[a.table[atA]!]![a.row[atA]!]! <= times[b.table[atB]!]![b.row[atB]!]!);
    const from = isFromA ? a : b;
    const position = isFromA ? atA++ : atB++;
    table[at] = from.table[position]!;
    row[at] = from.row[position]!;
  }
  return { table, row };
}
