import { formatMessage, message } from '../../../src/base/message';
import type { FlameView } from '../../../src/model/views';
import type { ValueFormat } from '../../../webview/flame/contract';
import { FlameGraph } from '../../../webview/flame/flameGraph';
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
  /** "all" with that many children of the same size. */
  wide(children: number): void;
  /** A view that leaves out what is below `main.wide`, and the view of that alone. */
  showTruncated(): void;
  showDetail(): void;
  /** For benchmarks: back to all of it, nothing searched. */
  prepare(): void;
  zoomIntoMiddle(): void;
  /** Does something once a frame; resolves to the times between the frames, in milliseconds. */
  drive(action: DrivenAction, frames: number): Promise<number[]>;
}

export type DrivenAction = 'still' | 'pan' | 'panZoomed' | 'zoom' | 'scroll' | 'hover' | 'search';

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
    onSelect: (node, _frame, source) => note('select', nameOf(node), source),
    onClearSelection: () => note('clear'),
    onOpenSource: (node, _frame, beside) => note('open', nameOf(node), beside ? 'beside' : 'here'),
    onZoomRequest: (node) => note('zoomRequest', nameOf(node)),
    onContextMenu: (node) => note('menu', nameOf(node)),
    onCopy: (node, _frame, what) => note('copy', nameOf(node), what),
    onViewport: (viewport) => note('viewport', JSON.stringify(viewport)),
    t: (english, args) => formatMessage(message('', english, args)),
  });
  let frameIds: Uint32Array = new Uint32Array();
  let shown: FlameView | null = null;
  const nameOf = (node: number) => {
    const frame = shown?.frame[shown.node.indexOf(node)] ?? -1;
    return shown?.frames.name[frame] ?? 'all';
  };
  const show = (view: FlameView | null, format: ValueFormat) => {
    if (!view || view.root === 0) shown = view;
    graph.setView(view, format);
  };
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
      frameIds = view.frames.id;
      show(view, bytes(view));
    },
    wide(children) {
      const lines = Array.from({ length: children }, (_, i) => `  main.child${i} 10`);
      const view = flameFromText([`all ${children * 10}`, ...lines].join('\n'));
      show(view, bytes(view));
    },
    showTruncated() {
      const view = flameFromText(truncatedText, { omitted: 2 });
      show(view, bytes(view));
    },
    showDetail() {
      const view = flameFromText(detailText);
      const { name, packageName, file, startLine } = view.frames;
      const frames = {
        id: Uint32Array.of(101, 110, 111, 100),
        name: [...name, 'main.wide'],
        packageName: [...packageName, 'main'],
        file: [...file, ''],
        startLine: Float64Array.of(...startLine, 0),
      };
      show(
        {
          ...view,
          root: 1,
          ancestors: [{ node: 0, frame: -1, total: 1000 }],
          node: Uint32Array.of(1, 2, 8, 9),
          frame: Int32Array.of(3, 0, 1, 2),
          frames,
        },
        bytes(flameFromText(truncatedText)),
      );
    },
    prepare() {
      graph.setSearch(null);
      graph.viewport = { rootNode: 0, rootPath: [], leftShare: 0, rightShare: 1, topRow: 0 };
    },
    zoomIntoMiddle() {
      graph.viewport = { rootNode: 0, rootPath: [], leftShare: 0.4, rightShare: 0.41, topRow: 4 };
    },
    drive: (action, frames) => drive(frames, (frame) => step(graph, action, frame, frameIds)),
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

const truncatedText = 'all 1000\n  main.wide 600\n    main.early 300\n  main.other 400';
const detailText = 'main.wide 600\n  main.early 300\n  main.late 200\n  main.last 100';

/** Runs `act` in every frame. */
function drive(frames: number, act: (frame: number) => void): Promise<number[]> {
  return new Promise((resolve) => {
    const intervals: number[] = [];
    let last = 0;
    const run = (nowMs: number) => {
      if (last > 0) intervals.push(nowMs - last);
      last = nowMs;
      if (intervals.length >= frames) {
        resolve(intervals);
        return;
      }
      act(intervals.length);
      requestAnimationFrame(run);
    };
    requestAnimationFrame(run);
  });
}

function step(graph: FlameGraph, action: DrivenAction, frame: number, frameIds: Uint32Array): void {
  const body = document.querySelector('.flame-body')!;
  // Asking the page where the body is would lay it out in every frame, and count as the graph's work.
  const [left, top] = [0, 66];
  const at = { clientX: left + 500, clientY: top + 300, bubbles: true, cancelable: true };
  const turn = (more: WheelEventInit) => body.dispatchEvent(new WheelEvent('wheel', { ...at, ...more }));
  const there = Math.floor(frame / 45) % 2 === 0 ? 1 : -1;
  switch (action) {
    case 'still':
      break;
    case 'pan':
      if (frame === 0) turn({ deltaY: -40, ctrlKey: true });
      turn({ deltaX: there * 23 });
      break;
    case 'panZoomed':
      turn({ deltaX: there * 40 });
      break;
    case 'zoom':
      turn({ deltaY: -there * 12, ctrlKey: true });
      break;
    case 'scroll':
      turn({ deltaY: there * 13 });
      break;
    case 'hover': {
      const move = { ...at, clientX: left + 20 + frame * 7, clientY: top + 40 + (frame % 40) * 18 };
      body.dispatchEvent(new PointerEvent('pointermove', move));
      break;
    }
    case 'search':
      // As somebody types: a new result five times a second, and the picture moves while it is shown.
      if (frame % 12 === 0) graph.setSearch(frameIds.filter((id) => id % 97 === frame / 12));
      turn({ deltaY: -there * 6, ctrlKey: true });
      break;
  }
}

// Names of functions that cross from the tests are kept by a helper of their compiler.
Object.assign(window, { __name: (made: unknown) => made });
window.flamePage = startPage();
