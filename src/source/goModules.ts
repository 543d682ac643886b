/** A module whose go.mod is in the workspace. */
export interface GoModule {
  /** `example.com/app/v2` */
  readonly path: string;
  /** Folder of its go.mod, as the host writes it. */
  readonly folder: string;
  readonly replaces: readonly GoReplace[];
}

/** One `replace` line of go.mod or go.work. */
export interface GoReplace {
  readonly path: string;
  /** '' for every version. */
  readonly version: string;
  /** A local folder, absolute; '' for a replacement by another module. */
  readonly folder: string;
  /** `example.com/fork@v1.2.3`; '' for a local folder. */
  readonly module: string;
}
