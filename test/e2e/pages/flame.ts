import { formatMessage, message } from '../../../src/base/message';
import type { FlameView } from '../../../src/model/views';
import { FlameGraph, type ValueFormat } from '../../../webview/flame/flameGraph';
import { readTheme } from '../../../webview/theme';
import { deepFlame, flameFromText, hardNamesText, largeFlame, shopText } from '../../helpers/flameViews';
import type { VscodeTheme } from '../../helpers/vscodeThemes';

/** The flame graph alone on a page, driven by the tests: `window.flamePage`. */
export interface FlamePage {
  readonly graph: FlameGraph;
  /** Every callback, as `name args`. */
  readonly log: string[];
  setTheme(theme: VscodeTheme): void;
  showSynthetic(kind: SyntheticKind): FlameView | null;
  show(view: FlameView | null, format: ValueFormat): void;
  large(length: number): void;
}

export type SyntheticKind = 'shop' | 'deep' | 'hard' | 'empty' | 'single' | 'negative';

declare global {
  interface Window {
    flamePage: FlamePage;
  }
}

const bytes = (view: FlameView): ValueFormat => ({
  type: 'inuse_space',
  unit: 'bytes',
  total: view.weight[0] ?? 0,
});

function startPage(): FlamePage {
  const log: string[] = [];
  const note = (name: string, ...args: unknown[]) => {
    log.push([name, ...args].join(' '));
  };
  const graph = new FlameGraph(document.getElementById('host')!, {
    onSelect: (node, frame, source) => note('select', node, frame, source),
    onClearSelection: () => note('clear'),
    onOpenSource: (node, frame, beside) => note('open', node, frame, beside),
    onZoomRequest: (node) => note('zoomRequest', node),
    onContextMenu: (node, frame) => note('menu', node, frame),
    onCopy: (node, frame, what) => note('copy', node, frame, what),
    onViewport: (viewport) => note('viewport', JSON.stringify(viewport)),
    t: (english, args) => formatMessage(message('', english, args)),
  });
  const show = (view: FlameView | null, format: ValueFormat) => graph.setView(view, format);
  return {
    graph,
    log,
    setTheme(theme) {
      document.body.className = theme.bodyClass;
      document.documentElement.removeAttribute('style');
      for (const [name, value] of Object.entries(theme.variables)) {
        document.documentElement.style.setProperty(name, value);
      }
      graph.setTheme(readTheme(document));
    },
    showSynthetic(kind) {
      const view = synthetic(kind);
      show(view, view ? bytes(view) : { type: 'inuse_space', unit: 'bytes', total: 0 });
      return view;
    },
    show,
    large(length) {
      const view = largeFlame(length);
      show(view, bytes(view));
    },
  };
}

function synthetic(kind: SyntheticKind): FlameView | null {
  switch (kind) {
    case 'shop':
      return flameFromText(shopText);
    case 'deep':
      return deepFlame(140);
    case 'hard':
      return flameFromText(hardNamesText);
    case 'empty':
      return null;
    case 'single':
      return flameFromText('all 0');
    case 'negative':
      return flameFromText(
        'all -20\n  main.shrunk -60\n    main.inner -40\n  main.grown 40\n    main.inner 10',
        {
          weight: Float64Array.of(100, 60, 40, 40, 10),
        },
      );
  }
}

window.flamePage = startPage();
