import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createEngine } from '../../src/engine/node/createEngine';
import { type Verdict, verdicts } from '../../src/model/finding';
import { type GoroutineReport, plainReport } from '../../src/model/goroutineReport';
import type { SourceFact } from '../../src/model/sourceFacts';
import { factsOfFile } from '../../src/source/goFacts';
import type { CorpusResult } from './corpusResult';
import { type ExpectedVerdict, expectedVerdicts } from './expectedVerdicts';

interface Truth {
  readonly file: string;
  readonly patterns: Readonly<Record<string, { readonly leakLine: number; readonly createdByLine?: number }>>;
}

/** Checks every row of the table of expected verdicts, by the dump alone and with the program's source at hand. */
export async function checkVerdicts(folder: string): Promise<CorpusResult> {
  const truth: Truth = JSON.parse(readFileSync(resolve(folder, 'generated/GROUND_TRUTH.json'), 'utf8'));
  const source = readFileSync(resolve(folder, '../programs/leaklab/leaks.go.txt'), 'utf8');
  const shortfalls: string[] = [];
  const failed = new Set<string>();
  for (const file of new Set(expectedVerdicts.map((row) => row.file))) {
    const rows = expectedVerdicts.filter((row) => row.file === file);
    for (const { name, report } of await reportsOf(resolve(folder, 'generated', file), truth.file, source)) {
      const key = name === 'plain' ? 'plain' : 'withSource';
      for (const row of rows) {
        const found = checkRow(report, truth, row, row[key]);
        if (found.length > 0) failed.add(`${file} ${row.pattern}`);
        shortfalls.push(...found.map((text) => `${file} ${row.pattern} (${name}): ${text}`));
      }
    }
  }
  return { checked: expectedVerdicts.length, failedFiles: failed.size, shortfalls };
}

async function reportsOf(
  path: string,
  sourceFile: string,
  source: string,
): Promise<{ name: 'plain' | 'with source'; report: GoroutineReport }[]> {
  const engine = createEngine();
  try {
    const bytes = Uint8Array.from(readFileSync(path));
    const { handle } = (await engine.openProfiles(bytes, { name: path.slice(path.lastIndexOf('/') + 1) })).at(
      -1,
    )!;
    const plain = await engine.goroutineReport([handle], plainReport);
    const questions = await engine.ask(handle, 'sourceQuestions', { userModules: [] });
    const sourceFacts: SourceFact[] = factsOfFile(
      source,
      questions.filter(({ file }) => file === sourceFile),
    );
    const informed = await engine.goroutineReport([handle], { ...plainReport, sourceFacts });
    return [
      { name: 'plain', report: plain },
      { name: 'with source', report: informed },
    ];
  } finally {
    engine.dispose();
  }
}

/** The group that blocks at the pattern's line: its size, its creator, its verdict, and where its findings point. */
function checkRow(
  { groups, findings }: GoroutineReport,
  { patterns }: Truth,
  { pattern, count }: ExpectedVerdict,
  expected: Verdict,
): string[] {
  const { leakLine, createdByLine } = patterns[pattern]!;
  const lineAt = (frame: number) => groups.frames.line[frame]!;
  const funcAt = (frame: number) => groups.strings[groups.frames.func[frame]!]!;
  // The one pattern without a line of its own: connections of net/http.
  const isHttp = pattern === 'http-body';
  const found = Array.from({ length: groups.length }, (_, i) => i).filter((group) => {
    const start = groups.frameStart[group]!;
    const top = groups.topUser[group]!;
    return isHttp
      ? funcAt(groups.frame[start]!) === 'net/http.(*persistConn).readLoop'
      : top >= 0 && lineAt(groups.frame[start + top]!) === leakLine;
  });
  if (found.length !== 1) return [`${found.length} groups block at line ${leakLine}`];
  const group = found[0]!;
  const shortfalls: string[] = [];
  if (groups.count[group] !== count) shortfalls.push(`${groups.count[group]} goroutines, expected ${count}`);
  const creator = groups.creator[group]!;
  if (creator >= 0 && createdByLine !== undefined && lineAt(creator) !== createdByLine) {
    shortfalls.push(`created at line ${lineAt(creator)}, expected ${createdByLine}`);
  }
  const verdict = verdicts[groups.verdict[group]!]!;
  const own = findings.filter((finding) => finding.groups.includes(group));
  const made = own.flatMap(({ locations }) => locations.filter(({ role }) => role === 'created'));
  if (createdByLine !== undefined && made.some(({ line }) => line !== createdByLine)) {
    shortfalls.push(
      `a finding says created at line ${made.map(({ line }) => line).join()}, not ${createdByLine}`,
    );
  }
  const told = own.map(({ ruleId, confidence }) => `${ruleId} ${confidence}`).join(', ');
  if (verdict !== expected) shortfalls.push(`${verdict} (${told || 'no finding'}), expected ${expected}`);
  if (
    !isHttp &&
    own.some(({ locations }) => !locations.some(({ role, line }) => role === 'blocked' && line === leakLine))
  ) {
    shortfalls.push(`a finding does not point to line ${leakLine}`);
  }
  return shortfalls;
}
