import type { RawProfile } from './pprofProto';

/** Samples of a profile that protobufjs has decoded, in the notation of `samplesText`: slow, and plainly right. */
export function naiveSamplesText(raw: RawProfile<bigint>): string {
  const text = (index: bigint | undefined) => raw.stringTable![Number(index ?? 0n)]!;
  const byId = <T extends { id?: bigint }>(table: T[] | undefined) =>
    new Map((table ?? []).map((row) => [row.id ?? 0n, row]));
  const functions = byId(raw.function);
  const locations = byId(raw.location);
  const mappings = byId(raw.mapping);
  const frameText = (id: bigint) => {
    const location = locations.get(id)!;
    const frames = (location.line ?? []).map(({ functionId, line }) => {
      const fn = functions.get(functionId ?? 0n)!;
      const file = text(fn.filename);
      return `${text(fn.name)}${file === '' ? '' : ` ${file}:${line ?? 0n}`}`;
    });
    if (frames.length > 0) return frames.reverse().join('|');
    const mapping = mappings.get(location.mappingId ?? 0n);
    return `0x${(location.address ?? 0n).toString(16)}${mapping ? `@${text(mapping.filename)}` : ''}`;
  };
  return (raw.sample ?? [])
    .map(({ locationId, value, label }) => {
      const stack = (locationId ?? []).map(frameText).reverse().join(';');
      const labels = (label ?? []).flatMap(({ key, str, num, numUnit }) => {
        if (str) return [`${text(key)}=${text(str)}`];
        return num || numUnit ? [`${text(key)}=${num ?? 0n}${text(numUnit)}`] : [];
      });
      const tail = labels.length === 0 ? '' : ` {${labels.join(' ')}}`;
      return `${stack}${stack === '' ? '' : ' '}${(value ?? []).join(' ')}${tail}`;
    })
    .join('\n');
}
