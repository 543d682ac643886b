import { formatBytes, formatExact, formatNanos } from '../../src/base/units';
import { type MemoryField, memoryFieldNames, memoryFields } from '../../src/model/memoryFields';
import type { MemorySeries } from '../../src/model/memorySeries';
import { type TimelineMoment, timelineSeries } from '../../src/model/timeline';
import { element } from '../dom';
import { formatInteger, t } from '../strings';
import { createSwatch } from './swatch';
import { exactFieldText, fieldText, seriesName, seriesText } from './texts';
import { durationText, momentText } from './timeTexts';

/** One moment with every field and unit. */
export function momentContent(
  moment: TimelineMoment | null,
  clock: MemorySeries['clock'],
  stepMs: number,
): readonly HTMLElement[] {
  if (!moment) {
    return [
      element('p', {
        class: 'muted',
        text: t(
          'Point at the timeline, click it, or go along it with the arrow keys: all that is known of the moment stands here.',
        ),
      }),
    ];
  }
  const { cycle, sample, series } = moment;
  const lines = timelineSeries.filter((name) => series[name] !== undefined);
  const fields = memoryFieldNames.filter((name) => sample[name] !== undefined);
  return [
    element('h3', { class: 'moment-time', text: momentText(moment.timeMs, clock, Math.min(stepMs, 1)) }),
    ...(lines.length === 0
      ? []
      : [
          element(
            'dl',
            { class: 'evidence moment-lines' },
            ...lines.flatMap((name) => [
              element('dt', {}, createSwatch(name), element('span', { text: seriesName(name) })),
              element('dd', {}, element('span', { text: seriesText(name, series[name]!) })),
            ]),
          ),
        ]),
    ...(cycle ? cycleContent(cycle) : []),
    ...(fields.length === 0
      ? []
      : [
          element('h3', { text: t('Sample') }),
          moment.sampleMs === null || moment.sampleMs >= moment.timeMs
            ? element('span', { attributes: { hidden: '' } })
            : element('p', {
                class: 'muted',
                text:
                  clock === 'none'
                    ? momentText(moment.sampleMs, clock, 1)
                    : t('{time} before', { time: durationText(moment.timeMs - moment.sampleMs) }),
              }),
          element(
            'dl',
            { class: 'evidence moment-fields' },
            ...fields.flatMap((name) => fieldRow(name, sample[name]!)),
          ),
        ]),
  ];
}

function fieldRow(name: MemoryField, value: number): HTMLElement[] {
  return [
    element('dt', {
      text: name,
      title: memoryFields[name].counts === 'counter' ? t('since the start of the process') : '',
    }),
    element('dd', { title: exactFieldText(name, value) }, element('span', { text: fieldText(name, value) })),
  ];
}

type CycleUnit = 'ms' | 'bytes' | 'count' | 'percent';

/** Of a cycle, in the order of a gctrace line. */
function cycleFields(): readonly (readonly [key: string, name: string, unit: CycleUnit])[] {
  return [
    ['sweepTermMs', t('Pause at the start'), 'ms'],
    ['markMs', t('Concurrent marking'), 'ms'],
    ['markTermMs', t('Pause at the end'), 'ms'],
    ['sweepTermCpuMs', t('CPU of the first pause'), 'ms'],
    ['assistCpuMs', t('CPU of assists'), 'ms'],
    ['backgroundCpuMs', t('CPU in the background'), 'ms'],
    ['idleCpuMs', t('CPU of idle processors'), 'ms'],
    ['markTermCpuMs', t('CPU of the last pause'), 'ms'],
    ['heapStart', t('Heap at its start'), 'bytes'],
    ['heapEnd', t('Heap at its end'), 'bytes'],
    ['heapLive', t('Live heap'), 'bytes'],
    ['goal', t('Goal'), 'bytes'],
    ['stacks', t('Stacks'), 'bytes'],
    ['globals', t('Globals'), 'bytes'],
    ['procs', t('Processors'), 'count'],
    ['percentSinceStart', t('GC CPU since the start'), 'percent'],
  ];
}

function cycleContent(cycle: NonNullable<TimelineMoment['cycle']>): readonly HTMLElement[] {
  const { number } = cycle;
  const name = Number.isFinite(number)
    ? t('GC cycle {number}', { number: formatInteger(number!) })
    : t('GC cycle');
  const rows = cycleFields().filter(([key]) => Number.isFinite(cycle[key]));
  return [
    element('h3', { text: cycle.forced === 1 ? t('{cycle}, forced', { cycle: name }) : name }),
    element(
      'dl',
      { class: 'evidence moment-cycle' },
      ...rows.flatMap(([key, label, unit]) => [
        element('dt', { text: label }),
        element(
          'dd',
          { title: exactText(cycle[key]!, unit) },
          element('span', { text: cycleText(cycle[key]!, unit) }),
        ),
      ]),
    ),
  ];
}

export function cycleText(value: number, unit: CycleUnit): string {
  switch (unit) {
    case 'ms':
      return formatNanos(value * 1e6);
    case 'bytes':
      return formatBytes(value);
    case 'count':
      return formatInteger(value);
    case 'percent':
      return `${formatInteger(value)} %`;
  }
}

function exactText(value: number, unit: CycleUnit): string {
  return formatExact(value, unit === 'count' ? '' : unit === 'percent' ? '%' : unit);
}
