import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkDumpsCorpus } from './dumps';
import { checkDumpTexts } from './dumpTexts';
import { checkGcTraces } from './gctrace';
import { checkGoroutines } from './goroutines';
import { checkGroups } from './groups';
import { checkMemoryAdvice } from './memoryAdvice';
import { checkMemoryRules } from './memoryRules';
import { checkMemStatsCorpus } from './memStats';
import { checkPprofCorpus } from './pprof';
import { checkExports } from './pprofExports';
import { checkPairs } from './pprofPairs';
import { checkQuestions } from './questions';
import { checkReports } from './reports';
import { checkVerdicts } from './verdicts';

/** Checks every file of a corpus folder against Go's own numbers: HEAPLENS_CORPUS, else the folder beside the checkout. */
async function main(): Promise<number> {
  const fallback = resolve(__dirname, '../../../shared/data');
  const folder = process.env.HEAPLENS_CORPUS ?? fallback;
  if (!existsSync(folder)) {
    console.log(`corpus: skipped, ${folder} does not exist; name a folder in HEAPLENS_CORPUS`);
    console.log('0 passed, 0 failed');
    return process.env.HEAPLENS_CORPUS ? 1 : 0;
  }
  let passed = 0;
  let failed = 0;
  const checks = [
    { kind: 'pprof', of: 'pprof', check: checkPprofCorpus },
    { kind: 'merged and compared', of: 'pprof', check: checkPairs },
    { kind: 'exported', of: 'pprof', check: checkExports },
    { kind: 'questions', of: 'pprof', check: checkQuestions },
    { kind: 'reports', of: 'pprof', check: checkReports },
    { kind: 'dumps', of: 'dumps', check: checkDumpsCorpus },
    { kind: 'texts of dumps', of: 'dumps', check: checkDumpTexts },
    { kind: 'groups', of: 'dumps', check: checkGroups },
    { kind: 'verdicts', of: 'dumps', check: checkVerdicts },
    { kind: 'goroutines', of: 'dumps', check: checkGoroutines },
    { kind: 'GC traces', of: 'dumps', check: checkGcTraces },
    { kind: 'MemStats', of: 'dumps', check: checkMemStatsCorpus },
    { kind: 'rules of memory', of: 'dumps', check: checkMemoryRules },
    { kind: 'advice on memory', of: 'dumps', check: checkMemoryAdvice },
  ];
  for (const { kind, of, check } of checks) {
    const kindFolder = resolve(folder, of);
    if (!existsSync(kindFolder)) continue;
    const started = Date.now();
    const result = await check(kindFolder);
    for (const line of result.shortfalls) console.log(line);
    if (result.cannot !== undefined) {
      console.log(`${kind}: skipped, ${result.cannot}`);
      continue;
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const { count, why } = result.skipped ?? { count: 0, why: '' };
    const reason = count > 0 ? ` (${why})` : '';
    console.log(`${kind}: ${result.checked} checked in ${seconds} s, ${count} skipped${reason}`);
    passed += result.checked - result.failedFiles;
    failed += result.failedFiles;
    if (result.checked === 0) {
      console.log(`${kind}: the folder is there, but nothing in it was checked`);
      failed++;
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

main().then((code) => {
  process.exitCode = code;
});
