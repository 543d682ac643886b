import assert from 'node:assert/strict';
import { readMemoryText } from '../../../../src/formats/memory/readMemoryText';
import { sketchSeries } from '../../../helpers/memorySketch';

const status = `Name:	api
Umask:	0022
State:	S (sleeping)
Pid:	4242
VmPeak:	 1234600 kB
VmSize:	 1234568 kB
VmHWM:	   20480 kB
VmRSS:	   10240 kB
RssAnon:	    8192 kB
RssFile:	    2048 kB
RssShmem:	       0 kB
VmSwap:	       4 kB
Threads:	9
`;

const rollup = `00400000-7ffd4b3f2000 ---p 00000000 00:00 0                  [rollup]
Rss:               10241 kB
Pss:                9000 kB
Pss_Anon:           8000 kB
Pss_File:           1000 kB
Pss_Shmem:             0 kB
LazyFree:             12 kB
Swap:                  4 kB
`;

const stat2 = 'anon 1000\nfile 500\nkernel 60\nkernel_stack 10\nsock 4\nshmem 5\ninactive_file 400\n';

describe('files of the system', () => {
  it('reads /proc/PID/status, once and again', () => {
    const fields =
      'RSS=10485760 RSSAnon=8388608 RSSFile=2097152 RSSPeak=20971520 RSSShmem=0 Swap=4096 Threads=9 VirtualSize=1264197632';
    check('status', status, `procStatus line 1 none (api 4242)\n  0: ${fields}`);
    check('x', status + status, `procStatus line 1 none (api 4242)\n  0: ${fields}\n  1: ${fields}`);
  });

  it('reads smaps_rollup, which counts before status', () => {
    check(
      'x',
      rollup,
      'smaps line 1 none\n  0: LazyFree=12288 Pss=9216000 PssAnon=8192000 PssFile=1024000 PssShmem=0 RSS=10486784 Swap=4096',
    );
    for (const both of [
      `==> status <==\n${status}\n==> smaps_rollup <==\n${rollup}`,
      `==> /proc/1/smaps_rollup <==\n${rollup}\n==> /proc/1/status <==\n${status}`,
    ]) {
      const text = sketch('x', both);
      assert.match(text, /^several line 1 none \(api 4242\)\n {2}0: .*RSS=10486784 RSSAnon=8388608/);
      assert.equal(text.split('\n').length, 2);
    }
  });

  it('tells processes apart', () => {
    const other = status.replace('4242', '7').replace('api', 'web');
    assert.deepEqual(sketch('x', status + other).match(/\(.*\)/g), ['(api 4242)', '(web 7)']);
  });

  it('reads memory.stat of both versions, whatever its name', () => {
    check(
      'x',
      stat2,
      'cgroup line 1 none\n  0: CgroupAnon=1000 CgroupFile=500 CgroupInactiveFile=400 CgroupKernel=60 CgroupSock=4',
    );
    check(
      'x',
      'anon 1000\nfile 500\nkernel_stack 10\npagetables 20\nslab 5\n',
      'cgroup line 1 none\n  0: CgroupAnon=1000 CgroupFile=500 CgroupKernel=35',
    );
    check(
      'x',
      'cache 1\nrss 2\nhierarchical_memory_limit 9223372036854771712\ntotal_cache 10\ntotal_rss 20\ntotal_inactive_file 3\n',
      'cgroup line 1 none\n  0: CgroupAnon=20 CgroupFile=10 CgroupInactiveFile=3 CgroupLimit=Infinity',
    );
  });

  it('reads events and times that it was throttled', () => {
    check(
      'x',
      'low 0\nhigh 1\nmax 2\noom 3\noom_kill 4\noom_group_kill 0\n',
      'cgroup line 1 none\n  0: CgroupMaxEvents=2 CgroupOomEvents=3 CgroupOomKills=4',
    );
    check('x', 'oom_kill_disable 0\nunder_oom 0\noom_kill 5\n', 'cgroup line 1 none\n  0: CgroupOomKills=5');
    check(
      'x',
      'usage_usec 5\nnr_periods 10\nnr_throttled 3\nthrottled_usec 9\n',
      'cgroup line 1 none\n  0: CgroupPeriods=10 CgroupThrottledPeriods=3',
    );
  });

  it('knows a bare number by the name of its file alone', () => {
    check('memory.current', '12345\n', 'cgroup line 1 none\n  0: CgroupCurrent=12345');
    check('memory.max', 'max\n', 'cgroup line 1 none\n  0: CgroupLimit=Infinity');
    check('api-memory.peak.txt', '7\n', 'cgroup line 1 none\n  0: CgroupPeak=7');
    check('memory.limit_in_bytes', '9223372036854771712', 'cgroup line 1 none\n  0: CgroupLimit=Infinity');
    check('memory.swap.current', '8\n', 'cgroup line 1 none\n  0: CgroupSwap=8');
    check('memory.failcnt', '3\n', 'cgroup line 1 none\n  0: CgroupMaxEvents=3');
    check('number.txt', '12345\n', 'none');
    check('memory.min', '0\n', 'none');
  });

  it('reads several files as grep, head and tail write them', () => {
    check(
      'x',
      `/sys/fs/cgroup/memory.current:12345
/sys/fs/cgroup/memory.events:low 0
/sys/fs/cgroup/memory.events:high 0
/sys/fs/cgroup/memory.events:max 7
/sys/fs/cgroup/memory.events:oom 0
/sys/fs/cgroup/memory.max:20000
/sys/fs/cgroup/memory.oom.group:0
/sys/fs/cgroup/memory.pressure:some avg10=0.00 avg60=0.00 avg300=0.00 total=0
`,
      'cgroup line 1 none\n  0: CgroupCurrent=12345 CgroupLimit=20000 CgroupMaxEvents=7 CgroupOomEvents=0',
    );
    check(
      'x',
      `==> memory.stat <==\n${stat2}\n==> memory.current <==\n5\n\n==> memory.stat <==\n${stat2}`,
      `cgroup line 1 none
  0: CgroupAnon=1000 CgroupCurrent=5 CgroupFile=500 CgroupInactiveFile=400 CgroupKernel=60 CgroupSock=4
  1: CgroupAnon=1000 CgroupFile=500 CgroupInactiveFile=400 CgroupKernel=60 CgroupSock=4`,
    );
  });

  it('reads files of /proc that cat put behind each other', () => {
    const text = sketch('x', status + rollup + status + rollup);
    assert.equal(text.match(/RSS=10486784 RSSAnon=8388608/g)?.length, 2);
    assert.match(text, /^several line 1 none \(api 4242\)\n {2}0: .*\n {2}1: .*$/);
  });

  it('leaves a log alone that quotes such lines', () => {
    check('app.log', `starting\n${status}`, 'none');
    check('app.log', `starting\n${stat2}`, 'none');
    check('app.log', `reading\n${rollup}`, 'none');
    check('app.log', 'starting\nalloc: 5 bytes\ntotal-alloc: 6 bytes\n', 'none');
    check('app.log', 'starting\ngo_goroutines 5\nstopping now\n', 'none');
  });

  it('says what memory.pressure lacks', () => {
    const text =
      'some avg10=1.00 avg60=0.00 avg300=0.00 total=5\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n';
    assert.throws(() => sketch('memory.pressure', text), /memory\.pressure says how long processes waited/);
    check('cpu.pressure', text, 'none');
  });
});

function sketch(name: string, text: string): string {
  return sketchSeries(readMemoryText(Buffer.from(text), name));
}

function check(name: string, text: string, expected: string): void {
  assert.equal(sketch(name, text), expected);
}
