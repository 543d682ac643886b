import type { ExportFormat } from '../src/model/exporting';
import { topDown } from '../src/model/views';
import type { WebviewRequests } from '../src/protocol/profileEditor';
import type { Shown } from './shown';
import { tableReport } from './state';

/** What is shown now: the question, the value type, the rows of the table and the shape of the picture. */
export function exportQueryOf(
  { state, data, sampleIndex }: Shown,
  format: ExportFormat,
): WebviewRequests['exportView']['params'] {
  const { question, granularity, shape } = state;
  const around = shape.kind === 'around' ? (data?.frameOf(shape.name) ?? -1) : -1;
  return {
    format,
    sampleIndex,
    question,
    granularity,
    report: tableReport(state),
    shape: shape.kind === 'bottomUp' ? shape : around >= 0 ? { kind: 'callees', frame: around } : topDown,
  };
}
