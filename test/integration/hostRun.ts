/** One run of tests in an extension host. */
export interface HostRun {
  /** Temporary folder for user data and extensions. */
  readonly home: string;
  /** Folder to open. */
  readonly workspace: string;
  /** Compiled file that exports run(). */
  readonly testsFile: string;
  readonly env: Readonly<Record<string, string>>;
  /** Written when all tests have run. */
  readonly resultFile: string;
}

export const runTimeoutMs = 6 * 60_000;
