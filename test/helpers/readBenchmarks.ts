import { BenchmarkReader, type BenchmarkResult } from '../../src/gotool/benchmarkResults';

/** What `go test -bench` printed, read line by line as it comes. */
export function readBenchmarks(lines: readonly string[]): BenchmarkResult[] {
  const reader = new BenchmarkReader();
  for (const line of lines) reader.line(line);
  return reader.results();
}
