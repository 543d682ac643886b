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
    onSelect: (node, frame, source) => note('select', node, frame, source),
    onClearSelection: () => note('clear'),
    onOpenSource: (node, frame, beside) => note('open', node, frame, beside),
    onZoomRequest: (node) => note('zoomRequest', node),
    onContextMenu: (node, frame) => note('menu', node, frame),
    onCopy: (node, frame, what) => note('copy', node, frame, what),
    onViewport: (viewport) => note('viewport', JSON.stringify(viewport)),
    t: (english, args) => formatMessage(message('', english, args)),
  });
  let frameIds: Uint32Array = new Uint32Array();
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
      frameIds = view.frames.id;
      show(view, bytes(view));
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
  const { left, top } = body.getBoundingClientRect();
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
      // As somebody types: a new result every tenth frame, and the picture moves while it is shown.
      if (frame % 10 === 0) graph.setSearch(frameIds.filter((id) => id % 97 === frame / 10));
      turn({ deltaY: -there * 6, ctrlKey: true });
      break;
  }
}

window.flamePage = startPage();
