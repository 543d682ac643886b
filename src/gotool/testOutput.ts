import { BenchmarkReader, type BenchmarkResult } from './benchmarkResults';

/** What `go test` told in words; its exit code is 1 for nearly everything. Texts are those of cmd/go and testing, Go 1.26. */
export interface TestOutputFacts {
  /** `[build failed]`: the compiler or vet had objections. */
  readonly buildFailed: boolean;
  /** `[setup failed]`: imports that cannot be found, or a package that cannot be loaded. */
  readonly setupFailed: boolean;
  /** Nothing has the name that was asked for. */
  readonly noTests: boolean;
  /** Every file was left out, by its name or its build constraint. */
  readonly noFiles: boolean;
  readonly failed: boolean;
  readonly skipped: boolean;
  /** `panic: …` or `fatal error: …`; '' for none. The test ended there, before it wrote profiles. */
  readonly panic: string;
  /** The first line that names a mistake: the compiler's, a flag's, or go's own. */
  readonly complaint: string;
  readonly benchmarks: readonly BenchmarkResult[];
}

/** Reads the output as it comes, and keeps a bounded part of it. */
export class TestOutputReader {
  readonly #benchmarks = new BenchmarkReader();
  readonly #seen = new Set<keyof typeof signs>();
  #panic = '';
  #complaint = '';
  #rest: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };

  text(chunk: string, stream: 'stdout' | 'stderr'): void {
    const lines = (this.#rest[stream] + chunk).split('\n');
    this.#rest[stream] = lines.pop()!.slice(-longestLine);
    for (const line of lines) this.#line(line.replace(/\r$/, ''), stream);
  }

  facts(): TestOutputFacts {
    for (const stream of ['stdout', 'stderr'] as const) this.text('\n', stream);
    const has = (sign: keyof typeof signs) => this.#seen.has(sign);
    return {
      buildFailed: has('buildFailed'),
      setupFailed: has('setupFailed'),
      noTests: has('noTests'),
      noFiles: has('noFiles'),
      failed: has('failed'),
      skipped: has('skipped'),
      panic: this.#panic,
      complaint: this.#complaint,
      benchmarks: this.#benchmarks.results(),
    };
  }

  #line(line: string, stream: 'stdout' | 'stderr'): void {
    if (stream === 'stdout') this.#benchmarks.line(line);
    for (const [sign, pattern] of Object.entries(signs)) {
      if (pattern.test(line)) this.#seen.add(sign as keyof typeof signs);
    }
    if (this.#panic === '' && /^(panic|fatal error): /.test(line)) this.#panic = line.slice(0, shownLength);
    if (this.#complaint === '' && complaints.some((pattern) => pattern.test(line))) {
      this.#complaint = line.trim().slice(0, shownLength);
    }
  }
}

const longestLine = 2 ** 16;
const shownLength = 300;

const signs = {
  buildFailed: /^FAIL\t.*\[build failed\]$/,
  setupFailed: /^FAIL\t.*\[setup failed\]$/,
  noTests: /^testing: warning: no tests to run$/,
  noFiles: /^\?\s.*\[no test files\]$|build constraints exclude all Go files|^no Go files in /,
  failed: /^\s*--- FAIL: |^FAIL$/,
  skipped: /^\s*--- SKIP: /,
} as const;

/** `./store_test.go:12:3: undefined: x`, `vet: …`, `go: cannot find module`, `flag provided but not defined: -x`. */
const complaints: readonly RegExp[] = [
  /^\S+\.go:\d+(:\d+)?: /,
  /^(vet|go build|package \S+|build flag \S+): /,
  /^go: (?!(finding|found|downloading|extracting|added|upgraded) )/,
  /^flag provided but not defined: /,
  /^invalid (value|boolean value) /,
];
