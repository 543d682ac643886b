/** What the tests in the extension host leave behind for the runner outside. */
export interface HostResult {
  readonly tests: readonly HostTest[];
  /** Measurements worth telling. */
  readonly notes: readonly string[];
  /** How many files of tests were run. */
  readonly suites: number;
}

export interface HostTest {
  readonly title: string;
  readonly ms: number;
  /** Stack of the failure; null when the test passed. */
  readonly error: string | null;
}

declare global {
  /** Adds a line to what the runner prints. */
  var reportNote: (text: string) => void;
}
