import type { Question, ReportOptions } from './question';
import type { Granularity, TreeShape } from './views';

/** All are texts in UTF-8 but `pprof`: a protobuf, compressed with gzip as Go writes it. */
export const exportFormats = ['pprof', 'svg', 'collapsed', 'speedscope', 'csv', 'markdown'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportQuery {
  readonly format: ExportFormat;
  readonly sampleIndex: number;
  readonly question?: Question;
  /** Of a goroutine dump: the filter, as in Scope (model/queries). */
  readonly goroutines?: string;
  /** What the export calls itself: a file's name, mostly. */
  readonly title: string;
  /** Rows of tables. */
  readonly granularity?: Granularity;
  readonly report?: ReportOptions;
  /** What a picture shows. */
  readonly shape?: TreeShape;
  readonly root?: number;
}

/** What a file of this format is called. */
export function exportExtension(format: ExportFormat): string {
  switch (format) {
    case 'pprof':
      return '.pb.gz';
    case 'svg':
      return '.svg';
    case 'collapsed':
      return '.collapsed.txt';
    case 'speedscope':
      return '.speedscope.json';
    case 'csv':
      return '.csv';
    case 'markdown':
      return '.md';
  }
}
