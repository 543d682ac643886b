import type { Verdict } from '../../src/model/finding';

/**
 * What Heaplens has to say about every generated dump, written by hand from GROUND_TRUTH.json before the rules were tuned.
 * certain → certain; certain-if-no-receiver, likely → likely; possible → suspicious. A row says less only with its reason.
 */
export interface ExpectedVerdict {
  readonly file: string;
  readonly pattern: string;
  readonly count: number;
  /** By the dump alone. */
  readonly plain: Verdict;
  /** With the program's source at hand. */
  readonly withSource: Verdict;
  /** Why the dump alone cannot carry the verdict of the ground truth; '' where it does. */
  readonly reason: string;
}

const handful = 'ten goroutines that wait to receive look like an idle pool of workers';
const mailbox = 'each waits on a channel of its own, and a mailbox for each worker looks the same';
const idleSelect = 'a select says nothing of its cases: without the source any loop looks so';
const manySelects = `${idleSelect}; a hundred and more are worth a look`;
const idleConnections = 'ten connections that wait for their peers are what every server has';
const stateless = 'debug=1 has neither states nor minutes: sends, receives and nil channels look alike';
const statelessPool = `${stateless}, and so does an idle pool of workers`;
const unknownSleep = 'debug=1 does not print how long they sleep';
const someoneMaySignal = 'other goroutines of the package are alive, and may signal or unlock';

/** One line a row: file, pattern, goroutines, verdict of the dump alone, verdict with the source, reason. */
type Row = readonly [string, string, number, Verdict, Verdict, string?];

const rows: readonly Row[] = [
  // Ten or a thousand of one pattern, debug=2: states and creators, no minutes.
  ['chan-send-10.debug2.txt', 'chan-send', 10, 'likely', 'likely'],
  ['chan-send-1000.debug2.txt', 'chan-send', 1000, 'likely', 'likely'],
  ['chan-recv-10.debug2.txt', 'chan-recv', 10, 'suspicious', 'likely', mailbox],
  ['chan-recv-1000.debug2.txt', 'chan-recv', 1000, 'likely', 'likely'],
  ['nil-chan-recv-10.debug2.txt', 'nil-chan-recv', 10, 'certain', 'certain'],
  ['nil-chan-recv-1000.debug2.txt', 'nil-chan-recv', 1000, 'certain', 'certain'],
  ['nil-chan-send-10.debug2.txt', 'nil-chan-send', 10, 'certain', 'certain'],
  ['nil-chan-send-1000.debug2.txt', 'nil-chan-send', 1000, 'certain', 'certain'],
  ['time-after-loop-10.debug2.txt', 'time-after-loop', 10, 'normal', 'suspicious', idleSelect],
  ['time-after-loop-1000.debug2.txt', 'time-after-loop', 1000, 'suspicious', 'suspicious'],
  ['ticker-10.debug2.txt', 'ticker', 10, 'normal', 'likely', handful],
  ['ticker-1000.debug2.txt', 'ticker', 1000, 'likely', 'likely'],
  ['rwmutex-10.debug2.txt', 'rwmutex-r', 5, 'likely', 'likely'],
  ['rwmutex-10.debug2.txt', 'rwmutex-w', 5, 'likely', 'likely'],
  ['sleep-10.debug2.txt', 'sleep', 10, 'suspicious', 'suspicious'],
  ['sleep-1000.debug2.txt', 'sleep', 1000, 'suspicious', 'suspicious'],
  ['http-body-10.debug2.txt', 'http-body', 10, 'likely', 'likely'],
  ['io-wait-10.debug2.txt', 'io-wait', 10, 'normal', 'suspicious', idleConnections],

  // The same in debug=1.
  ['chan-send-10.debug1.txt', 'chan-send', 10, 'normal', 'likely', statelessPool],
  ['chan-send-1000.debug1.txt', 'chan-send', 1000, 'likely', 'likely'],
  ['chan-send-100000.debug1.txt', 'chan-send', 100_000, 'likely', 'likely'],
  ['chan-recv-10.debug1.txt', 'chan-recv', 10, 'normal', 'likely', statelessPool],
  ['chan-recv-1000.debug1.txt', 'chan-recv', 1000, 'likely', 'likely'],
  ['nil-chan-recv-10.debug1.txt', 'nil-chan-recv', 10, 'normal', 'certain', statelessPool],
  ['nil-chan-recv-1000.debug1.txt', 'nil-chan-recv', 1000, 'likely', 'certain', stateless],
  ['nil-chan-recv-100000.debug1.txt', 'nil-chan-recv', 100_000, 'likely', 'certain', stateless],
  ['nil-chan-send-10.debug1.txt', 'nil-chan-send', 10, 'normal', 'certain', statelessPool],
  ['nil-chan-send-1000.debug1.txt', 'nil-chan-send', 1000, 'likely', 'certain', stateless],
  ['time-after-loop-10.debug1.txt', 'time-after-loop', 10, 'normal', 'suspicious', idleSelect],
  ['time-after-loop-1000.debug1.txt', 'time-after-loop', 1000, 'suspicious', 'suspicious'],
  ['heapcap-time-after-loop-20000.debug1.txt', 'time-after-loop', 20_000, 'suspicious', 'suspicious'],
  ['ticker-10.debug1.txt', 'ticker', 10, 'normal', 'likely', statelessPool],
  ['ticker-1000.debug1.txt', 'ticker', 1000, 'likely', 'likely'],
  ['rwmutex-10.debug1.txt', 'rwmutex-r', 5, 'likely', 'likely'],
  ['rwmutex-10.debug1.txt', 'rwmutex-w', 5, 'likely', 'likely'],
  ['rwmutex-1000.debug1.txt', 'rwmutex-r', 500, 'likely', 'likely'],
  ['rwmutex-1000.debug1.txt', 'rwmutex-w', 500, 'likely', 'likely'],
  ['sleep-10.debug1.txt', 'sleep', 10, 'normal', 'suspicious', unknownSleep],
  ['sleep-1000.debug1.txt', 'sleep', 1000, 'suspicious', 'suspicious'],
  ['http-body-10.debug1.txt', 'http-body', 10, 'likely', 'likely'],
  ['http-body-1000.debug1.txt', 'http-body', 1000, 'likely', 'likely'],
  ['io-wait-10.debug1.txt', 'io-wait', 10, 'normal', 'suspicious', idleConnections],
  ['io-wait-1000.debug1.txt', 'io-wait', 1000, 'suspicious', 'suspicious'],

  // Twelve patterns together, each two minutes old.
  ['mixed-240-minutes.debug2.txt', 'chan-send', 10, 'likely', 'likely'],
  ['mixed-240-minutes.debug2.txt', 'chan-recv', 20, 'suspicious', 'likely', mailbox],
  ['mixed-240-minutes.debug2.txt', 'nil-chan-recv', 30, 'certain', 'certain'],
  ['mixed-240-minutes.debug2.txt', 'empty-select', 10, 'certain', 'certain'],
  ['mixed-240-minutes.debug2.txt', 'time-after-loop', 20, 'normal', 'suspicious', idleSelect],
  ['mixed-240-minutes.debug2.txt', 'ticker', 30, 'normal', 'likely', handful],
  ['mixed-240-minutes.debug2.txt', 'mutex', 10, 'likely', 'likely'],
  ['mixed-240-minutes.debug2.txt', 'waitgroup', 20, 'likely', 'likely'],
  ['mixed-240-minutes.debug2.txt', 'cond', 30, 'suspicious', 'likely', someoneMaySignal],
  ['mixed-240-minutes.debug2.txt', 'context', 10, 'normal', 'likely', handful],
  ['mixed-240-minutes.debug2.txt', 'context-select', 20, 'normal', 'likely', idleSelect],
  ['mixed-240-minutes.debug2.txt', 'sleep', 30, 'suspicious', 'suspicious'],
  ['mixed-240-minutes.debug1.txt', 'chan-send', 10, 'normal', 'likely', statelessPool],
  ['mixed-240-minutes.debug1.txt', 'chan-recv', 20, 'normal', 'likely', statelessPool],
  ['mixed-240-minutes.debug1.txt', 'nil-chan-recv', 30, 'normal', 'certain', statelessPool],
  ['mixed-240-minutes.debug1.txt', 'empty-select', 10, 'normal', 'certain', idleSelect],
  ['mixed-240-minutes.debug1.txt', 'time-after-loop', 20, 'normal', 'suspicious', idleSelect],
  ['mixed-240-minutes.debug1.txt', 'ticker', 30, 'normal', 'likely', statelessPool],
  ['mixed-240-minutes.debug1.txt', 'mutex', 10, 'suspicious', 'likely', someoneMaySignal],
  [
    'mixed-240-minutes.debug1.txt',
    'waitgroup',
    20,
    'suspicious',
    'likely',
    'debug=1 has no creators: whoever calls Done may be any of them',
  ],
  ['mixed-240-minutes.debug1.txt', 'cond', 30, 'suspicious', 'likely', someoneMaySignal],
  ['mixed-240-minutes.debug1.txt', 'context', 10, 'normal', 'likely', statelessPool],
  ['mixed-240-minutes.debug1.txt', 'context-select', 20, 'normal', 'likely', idleSelect],
  ['mixed-240-minutes.debug1.txt', 'sleep', 30, 'normal', 'suspicious', unknownSleep],

  // Twelve patterns together, hundreds of each, no minutes.
  ['heapcap-mixed-6000.debug2.txt.gz', 'chan-send', 250, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug2.txt.gz', 'chan-recv', 500, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug2.txt.gz', 'nil-chan-recv', 750, 'certain', 'certain'],
  ['heapcap-mixed-6000.debug2.txt.gz', 'empty-select', 250, 'certain', 'certain'],
  ['heapcap-mixed-6000.debug2.txt.gz', 'time-after-loop', 500, 'suspicious', 'suspicious'],
  ['heapcap-mixed-6000.debug2.txt.gz', 'ticker', 750, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug2.txt.gz', 'mutex', 250, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug2.txt.gz', 'waitgroup', 500, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug2.txt.gz', 'cond', 750, 'likely', 'likely'],
  [
    'heapcap-mixed-6000.debug2.txt.gz',
    'context',
    250,
    'suspicious',
    'likely',
    'a pool of 250 workers is large, and possible',
  ],
  ['heapcap-mixed-6000.debug2.txt.gz', 'context-select', 500, 'suspicious', 'likely', manySelects],
  ['heapcap-mixed-6000.debug2.txt.gz', 'sleep', 750, 'suspicious', 'suspicious'],
  ['heapcap-mixed-6000.debug1.txt', 'chan-send', 250, 'suspicious', 'likely', stateless],
  ['heapcap-mixed-6000.debug1.txt', 'chan-recv', 500, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug1.txt', 'nil-chan-recv', 750, 'likely', 'certain', stateless],
  ['heapcap-mixed-6000.debug1.txt', 'empty-select', 250, 'suspicious', 'certain', manySelects],
  ['heapcap-mixed-6000.debug1.txt', 'time-after-loop', 500, 'suspicious', 'suspicious'],
  ['heapcap-mixed-6000.debug1.txt', 'ticker', 750, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug1.txt', 'mutex', 250, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug1.txt', 'waitgroup', 500, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug1.txt', 'cond', 750, 'likely', 'likely'],
  ['heapcap-mixed-6000.debug1.txt', 'context', 250, 'suspicious', 'likely', stateless],
  ['heapcap-mixed-6000.debug1.txt', 'context-select', 500, 'suspicious', 'likely', manySelects],
  ['heapcap-mixed-6000.debug1.txt', 'sleep', 750, 'suspicious', 'suspicious'],
];

export const expectedVerdicts: readonly ExpectedVerdict[] = rows.map(
  ([file, pattern, count, plain, withSource, reason]) => ({
    ...{ file, pattern, count, plain, withSource },
    reason: reason ?? '',
  }),
);
