import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MessageError } from '../../../src/base/message';
import { noQuestion, plainReport } from '../../../src/model/question';
import type { WebviewRequests } from '../../../src/protocol/profileEditor';
import { readParams } from '../../../src/vscode/profileEditor/requestParams';

type Method = keyof WebviewRequests;

const good: { readonly [M in Method]: WebviewRequests[M]['params'] } = {
  ready: null,
  flame: { sampleIndex: 1, root: 7, minShare: 0.001 },
  top: { sampleIndex: 0, granularity: 'lines', question: { ...noQuestion, focus: 'main' } },
  callGraph: { sampleIndex: 0, granularity: 'functions', report: plainReport, peek: 'main', picture: true },
  search: { sampleIndex: 0, text: 'grpc', regex: true },
  functionDetails: { frame: 3, sampleIndex: 0 },
  nodeDetails: { node: 3, sampleIndex: 0, shape: { kind: 'callers', frame: 2 } },
  sourceListing: { sampleIndex: 0, expression: 'main' },
  tags: { sampleIndex: 0, mostValues: 200 },
  questionEffect: { sampleIndex: 0, question: { ...noQuestion, tagFocus: 'bytes=1mb:' } },
  rawFacts: null,
  costSplits: { sampleIndex: 0 },
  exportView: { sampleIndex: 0, format: 'svg', shape: { kind: 'bottomUp' }, root: 3 },
  openSource: { file: '/src/main.go', line: 42, functionName: 'main.main', beside: false },
  sourceText: { file: '/a/b.go', functionName: 'main.f', startLine: 3, firstLine: 4, lastLine: 9 },
  copy: { text: 'main.main' },
  copyLink: { state: '{}' },
  report: null,
  matchGroups: { filter: 'state:select' },
  goroutines: { group: 3, filter: 'wait:>5m', offset: 100, limit: 50 },
  goroutineText: { goroutine: 7 },
  creatorTree: { filter: 'pool' },
  waitTargets: { group: null },
  choosePiece: { piece: 1 },
  openText: { line: 12 },
  compareDump: null,
  openRule: { ruleId: 'G4' },
  timeline: { fromMs: -1, toMs: 1_764_000_000_000.5, columns: 1200, series: ['heapLive', 'goal'] },
  timelineMoment: { timeMs: 12.5 },
  timelineRange: { fromMs: 0, toMs: 60_000 },
  memoryReport: { range: null },
  whatIf: { gogc: -1, memoryLimit: Number.POSITIVE_INFINITY },
  setKnownLimits: { memoryLimit: 2 ** 40, containerLimit: null, gogc: 50 },
  exportTimeline: { format: 'csv', table: 'cycles', range: { fromMs: 1, toMs: 2 } },
  captureNow: { kind: 'heap' },
  captureWhen: { heapLiveBytes: 2 ** 33 },
  stopWatch: null,
  resumeWatch: null,
  openCapture: { mark: 3 },
  openGrowth: { fromMs: 0, toMs: 1 },
  compareAs: { swap: true, mode: 'base', normalize: false, state: '{}' },
  savedViews: null,
  saveView: { name: 'mine', state: '{}' },
  renameView: { from: 'mine', to: 'ours' },
  deleteView: { name: 'ours' },
  action: { id: 'retry' },
};
const methods = Object.keys(good) as Method[];

const refuses = (method: Method, raw: unknown, field: string) =>
  assert.throws(
    () => readParams[method](raw),
    (error) => error instanceof MessageError && error.detail.args.name === field,
  );

describe('requests of a webview', () => {
  it('pass when they are as the protocol says, without fields that it does not know', () => {
    for (const method of methods) {
      assert.deepEqual(readParams[method](good[method]), good[method]);
      const withMore = good[method] && { ...good[method], more: 'x' };
      assert.deepEqual(readParams[method](withMore), good[method]);
    }
    const { minShare: _, ...withoutShare } = good.flame;
    assert.deepEqual(readParams.flame(withoutShare), withoutShare);
  });

  it('are refused with the name of the field', () => {
    refuses('top', null, 'params');
    refuses('top', { sampleIndex: '0', granularity: 'lines' }, 'sampleIndex');
    refuses('top', { sampleIndex: 0, granularity: 'packages' }, 'granularity');
    refuses('top', { sampleIndex: 0, granularity: 'toString' }, 'granularity');
    refuses('flame', { sampleIndex: 0, root: 2 ** 32 }, 'root');
    refuses('flame', { sampleIndex: 0, root: 1.5 }, 'root');
    refuses('flame', { sampleIndex: 0, root: 0, minShare: Number.NaN }, 'minShare');
    refuses('flame', { sampleIndex: 0, root: 0, minShare: 1.1 }, 'minShare');
    refuses('nodeDetails', { node: -1, sampleIndex: 0 }, 'node');
    refuses('search', { sampleIndex: 0, text: 'x'.repeat(10_001), regex: false }, 'text');
    refuses('search', { sampleIndex: 0, text: 'x', regex: 1 }, 'regex');
    refuses('openSource', { ...good.openSource, file: ['/etc/passwd'] }, 'file');
    refuses('timeline', { ...good.timeline, fromMs: Number.NaN }, 'fromMs');
    refuses('timeline', { ...good.timeline, series: 'heapLive' }, 'series');
    refuses('whatIf', { gogc: -2, memoryLimit: null }, 'gogc');
    refuses('setKnownLimits', { ...good.setKnownLimits, containerLimit: -1 }, 'containerLimit');
    refuses('memoryReport', { range: { fromMs: 1 } }, 'toMs');
    refuses('exportTimeline', { format: 'png', bytes: new Uint8Array(100) }, 'bytes');
    refuses('exportTimeline', { format: 'exe' }, 'format');
    refuses('action', { id: 'workbench.action.quit' }, 'id');
  });

  it('never fail otherwise, whatever they are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...methods), fc.anything(), (method, raw) => {
        try {
          readParams[method](raw);
        } catch (error) {
          assert.ok(error instanceof MessageError);
        }
      }),
    );
  });
});
