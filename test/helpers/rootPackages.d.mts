export declare const repositoryRoot: string;
export declare function ensureRootPackages(): void;
export declare function runNpm(args: readonly string[], cwd: string): void;
