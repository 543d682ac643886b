import assert from 'node:assert/strict';
import { createEngine } from '../../../src/engine/node/createEngine';
import type { ExportQuery } from '../../../src/model/exporting';
import { noQuestion } from '../../../src/model/question';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { profileBytes } from '../../helpers/profileText';

async function exported(
  text: string,
  query: Partial<ExportQuery> & Pick<ExportQuery, 'format'>,
  options: Partial<ProfileSketch> = {},
): Promise<string> {
  const engine = createEngine();
  try {
    const [profile] = await engine.openProfiles(profileBytes(text, options), { name: 'x.pb.gz' });
    const params = { sampleIndex: 0, title: 'x.pb.gz', ...query };
    return Buffer.from(await engine.ask(profile!.handle, 'export', params)).toString();
  } finally {
    engine.dispose();
  }
}

const stacks = `
  main.main main.go:9;app.serve serve.go:3;app.put put.go:7 30
  main.main main.go:9;app.serve serve.go:4;app.put put.go:8 12
  main.main main.go:9;app.serve serve.go:3 8
  main.main main.go:9 50
`;

describe('collapsed stacks', () => {
  it('are a line a stack, root first, with what ends there', async () => {
    assert.equal(
      await exported(stacks, { format: 'collapsed' }),
      'main.main 50\nmain.main;app.serve 8\nmain.main;app.serve;app.put 42\n',
    );
  });

  it('hold what the question leaves', async () => {
    const question = { ...noQuestion, noInlines: true };
    assert.match(await exported(stacks, { format: 'collapsed', question }), /^main\.main 50\n/);
  });

  it('keep every digit, and no name breaks a line or a frame', async () => {
    const text = await exported('odd\nname 1', { format: 'collapsed' }).catch(() => '');
    assert.equal(text, ''); // the sketch itself cannot hold such a name
    const huge = 2n ** 61n + 1n;
    assert.equal(await exported(`main.main ${huge}`, { format: 'collapsed' }), `main.main ${huge}\n`);
  });
});

interface Speedscope {
  readonly shared: { readonly frames: readonly { name: string; file?: string; line?: number }[] };
  readonly profiles: readonly {
    name: string;
    unit: string;
    endValue: number;
    samples: number[][];
    weights: number[];
  }[];
}

describe('speedscope', () => {
  const types = ['samples/count', 'inuse_space/bytes'];
  const read = async (text: string, sampleIndex = 0): Promise<Speedscope> =>
    JSON.parse(await exported(text, { format: 'speedscope', sampleIndex }, { types }));

  it('has a profile per value type, the shown one first, whose weights add up', async () => {
    const { shared, profiles } = await read(
      'main.main main.go:9;app.put put.go:7 3 4096\nmain.main main.go:9 1 0',
      1,
    );
    assert.deepEqual(
      profiles.map(({ name, unit, endValue }) => [name, unit, endValue]),
      [
        ['inuse_space', 'bytes', 4096],
        ['samples', 'none', 4],
      ],
    );
    const named = profiles[1]!.samples.map((stack) =>
      stack.map((frame) => shared.frames[frame]!.name).join(';'),
    );
    assert.deepEqual(named, ['main.main', 'main.main;app.put']);
    assert.deepEqual(profiles[1]!.weights, [1, 3]);
    assert.equal(shared.frames.find(({ name }) => name === 'app.put')?.file, 'put.go');
  });

  it('splits differences into more and less', async () => {
    const { profiles } = await read('a 5 0\nb -3 0');
    assert.deepEqual(
      profiles.map(({ name, weights }) => [name, weights]),
      [
        ['samples more', [5]],
        ['samples less', [3]],
        ['inuse_space', []],
      ],
    );
  });
});

describe('tables', () => {
  it('are CSV with exact integers', async () => {
    assert.equal(
      await exported('main.main main.go:9;"q",x a.go:1 40\nmain.main main.go:9 60', { format: 'csv' }),
      [
        'name,file,line,flat_nanoseconds,flat_share,cum_nanoseconds,cum_share',
        'main.main,main.go,0,60,0.6,100,1',
        '"""q"",x",a.go,0,40,0.4,40,0.4',
        '',
      ].join('\r\n'),
    );
  });

  it('start no formula', async () => {
    assert.match(await exported('=1+2 5', { format: 'csv' }), /\r\n'=1\+2,,/);
  });

  it('are Markdown with units, one row a line', async () => {
    const text = await exported('main.run|x 1536', { format: 'markdown' }, { types: ['inuse_space/bytes'] });
    assert.equal(
      text,
      '**x.pb.gz**, inuse\\_space: 1.50 kB\n\n| flat | flat % | cum | cum % | name |\n|--:|--:|--:|--:|:--|\n' +
        '| 1.50 kB | 100 % | 1.50 kB | 100 % | x |\n| 0 B | 0 % | 1.50 kB | 100 % | main.run |\n',
    );
  });
});

describe('flame graph as SVG', () => {
  it('has a box for every call, as wide as its share', async () => {
    const svg = await exported(stacks, { format: 'svg' });
    const boxes = [
      ...svg.matchAll(/<title>(\S+)\n(.*?), (.*?)<\/title><rect x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g),
    ];
    assert.deepEqual(
      boxes.map(([, name, value, share, x, y, width]) => `${name} ${value} ${share} ${x} ${y} ${width}`),
      [
        'all 100 ns 100 % 8 40 1583.5',
        'main.main 100 ns 100 % 8 58 1583.5',
        'app.serve 50 ns 50.0 % 8 76 791.5',
        'app.put 42 ns 42.0 % 8 94 664.78',
      ],
    );
  });

  it('is XML whatever the names hold, and runs nothing', async () => {
    const svg = await exported('<script>alert(1)</script>&"\u0001 5', { format: 'svg' });
    assert.ok(!/<script/i.test(svg));
    assert.ok(svg.includes('&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;\ufffd'));
  });
});
