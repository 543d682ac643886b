import * as vscode from 'vscode';
import type { Thresholds } from '../model/finding';

/** Everything below `heaplens.` in one shape. A value of the wrong type counts as its default; numbers are clamped. */
export interface Settings {
  readonly codeLens: {
    readonly enabled: boolean;
    /** Value type names in the order of display. */
    readonly valueTypes: readonly string[];
    /** Percent of the profile's total. */
    readonly minimumShare: number;
  };
  readonly lineMarks: {
    readonly endOfLine: boolean;
    readonly overviewRuler: boolean;
    readonly minimumShare: number;
  };
  readonly diagnostics: {
    readonly severity: DiagnosticLevel;
    readonly minimumShare: number;
    readonly maximum: number;
  };
  /** Recorded path prefix → path here. */
  readonly pathMappings: Readonly<Record<string, string>>;
  readonly captures: {
    readonly folder: string;
    /** 0 keeps all. */
    readonly keep: number;
  };
  readonly capture: {
    readonly defaultUrl: string;
    readonly timeoutSeconds: number;
    readonly maximumBytes: number;
    /** PEM file with additional certificate authorities, '' for none. */
    readonly caFile: string;
  };
  readonly open: {
    readonly maximumInflatedBytes: number;
  };
  readonly goroutines: {
    /** Whether plain texts that are opened are looked at. */
    readonly detectText: boolean;
    /** By `G4.minCount`. Which there are, and what is too little, the rules know: what they do not, they ignore. */
    readonly thresholds: Thresholds;
    /** Regular expressions on names of functions. */
    readonly innocent: readonly string[];
  };
  readonly memory: {
    /** By `H1.minRises`, as those of goroutines. */
    readonly thresholds: Thresholds;
  };
  readonly watch: {
    /** From sample to sample of numbers; heap profiles are asked for ten times less often. */
    readonly intervalSeconds: number;
    readonly maximumSeconds: number;
    readonly historyBytes: number;
    readonly sampleLocalProcess: boolean;
  };
  readonly go: {
    /** Path of the go command, '' for the one on PATH. */
    readonly path: string;
  };
  readonly test: {
    readonly codeLensEnabled: boolean;
    readonly flags: readonly string[];
    /** As after -tags. */
    readonly tags: string;
    /** Bytes between samples; 0 for Go's own. */
    readonly memProfileRate: number;
  };
}

export type DiagnosticLevel = 'off' | 'hint' | 'info' | 'warning';

export const maximumInflatedSetting = 'heaplens.open.maximumInflatedMegabytes';

/** The settings as they are now, for `scope` where they differ by folder. */
export function readSettings(scope?: vscode.Uri): Settings {
  const read = reader(vscode.workspace.getConfiguration('heaplens', scope));
  return {
    codeLens: {
      enabled: read.flag('codeLens.enabled', true),
      valueTypes: read.strings('codeLens.valueTypes', defaultValueTypes),
      minimumShare: read.number('codeLens.minimumShare', 0.1, 0, 100),
    },
    lineMarks: {
      endOfLine: read.flag('lineMarks.endOfLine', true),
      overviewRuler: read.flag('lineMarks.overviewRuler', true),
      minimumShare: read.number('lineMarks.minimumShare', 0.5, 0, 100),
    },
    diagnostics: {
      severity: read.oneOf('diagnostics.severity', diagnosticLevels, 'info'),
      minimumShare: read.number('diagnostics.minimumShare', 5, 0, 100),
      maximum: read.number('diagnostics.maximum', 100, 1, 1000),
    },
    pathMappings: read.stringMap('pathMappings'),
    captures: {
      folder: read.text('captures.folder', '.heaplens'),
      keep: read.number('captures.keep', 100, 0, Number.MAX_SAFE_INTEGER),
    },
    capture: {
      defaultUrl: read.text('capture.defaultUrl', 'http://localhost:6060'),
      timeoutSeconds: read.number('capture.timeoutSeconds', 30, 1, 3600),
      maximumBytes: read.number('capture.maximumMegabytes', 512, 1, 4096) * bytesPerMegabyte,
      caFile: read.text('capture.caFile', ''),
    },
    open: {
      maximumInflatedBytes: read.number('open.maximumInflatedMegabytes', 1024, 16, 8192) * bytesPerMegabyte,
    },
    goroutines: {
      detectText: read.flag('goroutines.detectText', true),
      thresholds: read.numberMap('goroutines.rules.thresholds'),
      innocent: read.strings('goroutines.innocent', []),
    },
    memory: { thresholds: read.numberMap('memory.rules.thresholds') },
    watch: {
      intervalSeconds: read.number('watch.intervalSeconds', 1, 0.2, 3600),
      maximumSeconds: read.number('watch.maximumMinutes', 120, 1, 10_080) * secondsPerMinute,
      historyBytes: read.number('watch.historyMegabytes', 16, 1, 1024) * bytesPerMegabyte,
      sampleLocalProcess: read.flag('watch.sampleLocalProcess', true),
    },
    go: { path: read.text('go.path', '') },
    test: {
      codeLensEnabled: read.flag('test.codeLens.enabled', true),
      flags: read.strings('test.flags', []),
      tags: read.text('test.tags', ''),
      memProfileRate: Math.trunc(read.number('test.memProfileRate', 0, 0, 2 ** 30)),
    },
  };
}

const bytesPerMegabyte = 2 ** 20;
const secondsPerMinute = 60;

const diagnosticLevels: readonly DiagnosticLevel[] = ['off', 'hint', 'info', 'warning'];

const defaultValueTypes: readonly string[] = [
  'inuse_space',
  'alloc_space',
  'alloc_objects',
  'cpu',
  'goroutine',
  'delay',
  'threadcreate',
];

/** The editor marks a wrong value in settings.json but hands it over all the same. */
function reader(configuration: vscode.WorkspaceConfiguration) {
  const get = (key: string) => configuration.get<unknown>(key);
  return {
    flag: (key: string, fallback: boolean) => {
      const value = get(key);
      return typeof value === 'boolean' ? value : fallback;
    },
    text: (key: string, fallback: string) => {
      const value = get(key);
      return typeof value === 'string' ? value.trim() : fallback;
    },
    number: (key: string, fallback: number, least: number, most: number) => {
      const value = get(key);
      if (typeof value !== 'number' || !Number.isFinite(value)) return fallback;
      return Math.min(Math.max(value, least), most);
    },
    strings: (key: string, fallback: readonly string[]) => {
      const value = get(key);
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : fallback;
    },
    oneOf: <T extends string>(key: string, allowed: readonly T[], fallback: T) => {
      const value = get(key);
      return allowed.find((item) => item === value) ?? fallback;
    },
    numberMap: (key: string) => {
      const value = get(key);
      if (typeof value !== 'object' || value === null) return {};
      return Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
      );
    },
    stringMap: (key: string) => {
      const value = get(key);
      if (typeof value !== 'object' || value === null) return {};
      return Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
    },
  };
}
