/** `example.com/words.TestCount`, else a function literal inside: sub-benchmarks and fuzz targets run only those. */
export function testFunction(names: readonly string[], testName: string): string | undefined {
  const inside = `.${testName}.func`;
  return names.find((name) => name.endsWith(`.${testName}`)) ?? names.find((name) => name.includes(inside));
}
