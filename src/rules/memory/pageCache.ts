import { message } from '../../base/message';
import { isLimit } from '../../model/memoryFields';
import { bytesText, conclude, evidence, knownEvidence, lacks, shareText } from './conclude';
import { has, latest } from './context';
import { type Rule, thresholdOf } from './rule';
import { longestOf, spanOf, stretchesWhere } from './stretches';

/** O5. The control group is near its limit, but what fills it are pages of files: the kernel takes them back. */
export const pageCache: Rule = {
  id: 'O5',
  title: message('rule.O5.title', 'Container is full of page cache'),
  severity: 'info',
  needs: ['cgroup', 'limits'],
  thresholds: {
    nearShare: { value: 0.9, unit: 'share', least: 0.1 },
    maxAnonShare: { value: 0.7, unit: 'share', least: 0 },
  },
  evaluate: (context) => {
    const limit = context.limits.containerLimit;
    if (!isLimit(limit)) return [];
    const nearShare = thresholdOf(context, pageCache, 'nearShare');
    const maxAnonShare = thresholdOf(context, pageCache, 'maxAnonShare');
    const stretches = stretchesWhere(
      context,
      ['CgroupCurrent', 'CgroupAnon'],
      ({ CgroupCurrent, CgroupAnon }, row) =>
        CgroupCurrent[row]! >= nearShare * limit && CgroupAnon[row]! < maxAnonShare * limit
          ? CgroupCurrent[row]! / limit
          : null,
    );
    const longest = longestOf(stretches);
    if (!longest) return [];
    const { CgroupCurrent, CgroupAnon } = longest.worst;
    return [
      conclude(pageCache, {
        severity: 'info',
        confidence: 'certain',
        message: message(
          'rule.O5.message',
          'The container uses {current} of {limit}, but only {anon} of it ({share} of the limit) is memory of the program: the rest are mostly pages of files, which the kernel takes back when it needs them.',
          {
            current: bytesText(CgroupCurrent),
            limit: bytesText(limit),
            anon: bytesText(CgroupAnon),
            share: shareText(CgroupAnon / limit),
          },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.currentShare', 'memory.current ÷ limit'),
            CgroupCurrent / limit,
            'share',
            nearShare,
          ),
          evidence(message('evidence.anonShare', 'anon ÷ limit'), CgroupAnon / limit, 'share', maxAnonShare),
          ...knownEvidence(message('evidence.cgroupFile', 'file'), latest(context, 'CgroupFile'), 'bytes'),
          ...knownEvidence(
            message('evidence.cgroupKernel', 'kernel'),
            latest(context, 'CgroupKernel'),
            'bytes',
          ),
          ...knownEvidence(
            message('evidence.cgroupOomKills', 'oom_kill of memory.events'),
            latest(context, 'CgroupOomKills'),
            '',
          ),
        ],
        span: spanOf(context, longest),
        times: stretches.length,
      }),
    ];
  },
  unjudged: (context) =>
    has(context, 'CgroupCurrent') && context.limits.containerLimit === null ? lacks.containerLimit : null,
};

const advice = message(
  'rule.O5.advice',
  'Watch anon + kernel, or the working set (current less inactive_file), instead of memory.current. In memory.events `max` that grows means that pages were taken back, `oom_kill` that a process was killed.',
);
