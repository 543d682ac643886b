import { computeNodeValues } from '../analysis/callTree';
import { assertNever } from '../base/assertNever';
import type { Int64Column } from '../base/int64';
import { exportCollapsed } from '../export/collapsed';
import { exportFlameSvg } from '../export/flameSvg';
import { encodePprof } from '../export/pprof';
import { exportSpeedscope, type SpeedscopeColumn } from '../export/speedscope';
import { exportCsv, exportMarkdown } from '../export/tables';
import type { CallTree } from '../model/callTree';
import type { Profile } from '../model/profile';
import type { Params } from '../model/queries';
import type { FlameView, ProfileFacts, TopTable } from '../model/views';

/** What an export is made of: a profile as its question left it, and the views of it. */
export interface ExportedProfile {
  readonly profile: Profile;
  readonly facts: ProfileFacts;
  functionTree(): CallTree;
  top(query: Params<'top'>): TopTable;
  flame(query: Params<'flame'>): FlameView;
}

/** CSS pixels of an exported picture. */
const svgWidth = 1600;
/** What would be narrower cannot be seen. */
const leastBox = 0.3;

/** A file of that format, whole. */
export function exportProfile(source: ExportedProfile, query: Params<'export'>): Uint8Array {
  const { format, sampleIndex, title, granularity = 'functions', report, shape, root = 0 } = query;
  const type = source.facts.sampleTypes[sampleIndex]!;
  switch (format) {
    case 'pprof':
      return encodePprof(source.profile);
    case 'collapsed':
      return exportCollapsed(source.functionTree(), collapsedColumns(source, sampleIndex));
    case 'speedscope':
      return exportSpeedscope(source.functionTree(), speedscopeColumns(source, sampleIndex), title);
    case 'svg': {
      const view = source.flame({ sampleIndex, shape, root, minShare: leastBox / svgWidth });
      return exportFlameSvg(view, { title, type, width: svgWidth });
    }
    case 'csv':
      return exportCsv(source.top({ sampleIndex, granularity, report }), type);
    case 'markdown':
      return exportMarkdown(source.top({ sampleIndex, granularity, report }), type, title);
    default:
      return assertNever(format);
  }
}

function selfOf(source: ExportedProfile, column: Int64Column): Int64Column {
  return computeNodeValues(source.functionTree(), source.profile, column).self;
}

/** Of a comparison both sides, as difffolded.pl writes them. */
function collapsedColumns(source: ExportedProfile, sampleIndex: number): Int64Column[] {
  const { values, compared } = source.profile.samples;
  const columns = compared
    ? [compared.base[sampleIndex]!, compared.current[sampleIndex]!]
    : [values[sampleIndex]!];
  return columns.map((column) => selfOf(source, column));
}

/** The shown value type first: that is the one which speedscope opens with. */
function speedscopeColumns(source: ExportedProfile, sampleIndex: number): SpeedscopeColumn[] {
  const { sampleTypes, samples } = source.profile;
  const others = [...sampleTypes.keys()].filter((type) => type !== sampleIndex);
  return [sampleIndex, ...others].map((type) => ({
    type: sampleTypes[type]!,
    self: selfOf(source, samples.values[type]!),
  }));
}
