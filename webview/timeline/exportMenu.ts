import type { TimeSpan } from '../../src/model/finding';
import type { MemoryFacts } from '../../src/model/timeline';
import type { TimelineExport } from '../../src/protocol/timelineEditor';
import { type MenuItems, openMenu } from '../menu';
import { t } from '../strings';

export interface ExportActs {
  export(what: TimelineExport): void;
  /** What is in sight, as a PNG. */
  picture(use: (bytes: Uint8Array) => void): void;
}

/** All files that can be made of a series. `range`: what tables are cut to, null for all of it. */
export function openExportMenu(
  facts: MemoryFacts,
  range: TimeSpan | null,
  acts: ExportActs,
  clientX: number,
  clientY: number,
): void {
  openMenu(t('Export'), exportItems(facts, range, acts), clientX, clientY);
}

function exportItems(facts: MemoryFacts, range: TimeSpan | null, acts: ExportActs): MenuItems {
  const item = (label: string, run: () => void) => ({ label, keys: '', run });
  const table = (name: 'samples' | 'cycles') => () => acts.export({ format: 'csv', table: name, range });
  const ofPart = range !== null;
  return [
    item(t('Picture of what is in view (PNG)'), () =>
      acts.picture((bytes) => acts.export({ format: 'png', bytes })),
    ),
    ...(facts.samples > 0
      ? [item(ofPart ? t('Samples in view (CSV)') : t('Samples (CSV)'), table('samples'))]
      : []),
    ...(facts.cycles > 0
      ? [item(ofPart ? t('GC cycles in view (CSV)') : t('GC cycles (CSV)'), table('cycles'))]
      : []),
    item(t('History that Heaplens opens again'), () => acts.export({ format: 'history' })),
    null,
    item(t('Prometheus alert rules'), () => acts.export({ format: 'alerts' })),
    item(t('Kubernetes HPA metric'), () => acts.export({ format: 'hpa' })),
    null,
    item(t('Incident report (Markdown)'), () =>
      acts.picture((picture) => acts.export({ format: 'incident', picture })),
    ),
  ];
}
