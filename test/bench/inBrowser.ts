import { maxViewNodes } from '../../src/analysis/flameView';
import { findBrowser } from '../helpers/browser';
import { measureFlameFrames } from './flameFrames';
import type { FrameFigures } from './frameFigures';
import { type EditorFigures, measureEditor, type OpeningFigures, type ProfileToOpen } from './opening';
import { measureTimelineFrames } from './timelineFrames';

/** What needs a browser to be measured: the editor in a real VS Code, frames of the flame graph and of the timeline. */
export interface BrowserFigures extends EditorFigures {
  /** Of the boxes that the engine sends of a profile of a million calls and more, and of a million boxes at once. */
  readonly flameFrames: readonly { readonly boxes: number; readonly actions: readonly FrameFigures[] }[];
  /** Of memory over time. */
  readonly timelineFrames: { readonly samples: number; readonly actions: readonly FrameFigures[] };
}

/** Bars of DESIGN.md, section 4. */
const activationBarMs = 50;
const blockBarMs = 50;
const lensBarMs = 20;
const frameBarMs = 18;
const scriptBarMs = 2;
const timelineScriptBarMs = 3;
const timelineSamples = 10_000_000;
/** A picture of however many calls has at most `maxViewNodes` boxes: the bar is for these. */
const boxCounts = [maxViewNodes, 1_000_000];

export interface TimedProfile extends ProfileToOpen {
  readonly paintedBarMs: number;
}

/** Null, with a word about it, where there is no browser. */
export async function measureInBrowser(profiles: readonly TimedProfile[]): Promise<BrowserFigures | null> {
  if (findBrowser() === null) {
    console.log('not measured in a browser: no Chromium or Chrome is here');
    return null;
  }
  const editor = await measureEditor(profiles);
  const flameFrames: { boxes: number; actions: FrameFigures[] }[] = [];
  for (const boxes of boxCounts) flameFrames.push({ boxes, actions: await measureFlameFrames(boxes) });
  const timelineFrames = {
    samples: timelineSamples,
    actions: await measureTimelineFrames(timelineSamples),
  };
  return { ...editor, flameFrames, timelineFrames };
}

/** Prints the figures; returns the names of the bars that were missed. */
export function printBrowserFigures(figures: BrowserFigures, profiles: readonly TimedProfile[]): string[] {
  const missed: string[] = [];
  const judge = (what: string, value: number, bar: number) => {
    if (value > bar) missed.push(what);
    return `${value.toFixed(value < 10 ? 1 : 0)} ms (bar ${bar}, ${value <= bar ? 'held' : 'MISSED'})`;
  };
  console.log(
    `activation: ${figures.loadMs.toFixed(1)} ms to load the script, together ${judge('activation', figures.loadMs + figures.activateMs, activationBarMs)}`,
  );
  for (const [at, opened] of figures.opening.entries()) {
    const { name } = opened;
    console.log(
      `${name}: painted after ${judge(`${name} painted`, opened.paintedMs, profiles[at]!.paintedBarMs)}, annotated after ${opened.annotatedMs.toFixed(0)} ms`,
    );
    console.log(
      `  host    held for ${judge(`${name} host`, opened.longestBlockMs, blockBarMs)} of processor time at most, ${opened.longestGapMs.toFixed(0)} ms by the clock; CodeLens ${judge(`${name} CodeLens`, opened.lensMs, lensBarMs)}`,
    );
    console.log(`  own     ${opened.longestOwnMs.toFixed(0)} ms by the clock${ownWords(opened)}`);
  }
  for (const { boxes, actions } of figures.flameFrames) {
    for (const { action, p95Ms, scriptMs } of actions) {
      const isShown = boxes <= maxViewNodes;
      const frames = isShown ? judge(`frames ${action}`, p95Ms, frameBarMs) : `${p95Ms.toFixed(1)} ms`;
      const script = isShown ? judge(`script ${action}`, scriptMs, scriptBarMs) : `${scriptMs.toFixed(1)} ms`;
      console.log(`flame graph of ${boxes} boxes, ${action}: frames p95 ${frames}, script ${script}`);
    }
  }
  for (const { action, p95Ms, scriptMs } of figures.timelineFrames.actions) {
    const frames = judge(`timeline frames ${action}`, p95Ms, frameBarMs);
    const script = judge(`timeline script ${action}`, scriptMs, timelineScriptBarMs);
    console.log(
      `timeline of ${figures.timelineFrames.samples} samples, ${action}: frames p95 ${frames}, script ${script}`,
    );
  }
  return missed;
}

function ownWords({ longestOwn }: OpeningFigures): string {
  return longestOwn.length === 0 ? '' : `: ${longestOwn.join(', ')}`;
}
