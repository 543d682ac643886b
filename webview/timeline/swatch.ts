import type { TimelineSeries } from '../../src/model/timeline';
import { svg } from '../svg';
import { lineStyles } from './graph/lineStyles';

/** A piece of a line as it is drawn; its colour follows the theme by class. */
export function createSwatch(series: TimelineSeries): SVGSVGElement {
  const { colour, dash, cssWidth } = lineStyles[series];
  return svg(
    'svg',
    {
      class: `line-swatch colour-${colour}`,
      width: 22,
      height: 10,
      viewBox: '0 0 22 10',
      'aria-hidden': 'true',
    },
    svg('line', {
      x1: 1,
      y1: 5,
      x2: 21,
      y2: 5,
      'stroke-width': Math.max(1.5, cssWidth),
      ...(dash.length > 0 && { 'stroke-dasharray': dash.join(' ') }),
    }),
  );
}
