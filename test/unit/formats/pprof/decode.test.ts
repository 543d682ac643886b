import assert from 'node:assert/strict';
import { MessageError } from '../../../../src/base/message';
import { decodePprof } from '../../../../src/formats/pprof/decode';
import { encodeProfile, type RawProfile } from '../../../helpers/pprofProto';
import { type ProfileSketch, sketchProfile } from '../../../helpers/profileSketch';
import {
  lines,
  profileBytes,
  profileOf,
  refusal,
  samplesText,
  sketchText,
  treeText,
} from '../../../helpers/profileText';
import { bytesField, fixedField, joined, tag, varintField } from '../../../helpers/protobufBytes';

/** A profile of one sample; `change` may spoil its tables. */
function small(change: (profile: RawProfile) => void = () => {}): Uint8Array {
  const profile = sketchProfile(sketchText('main a.go:3;put b.go:7 5'));
  change(profile);
  return encodeProfile(profile);
}

function checkRefused(bytes: Uint8Array, reason: RegExp): void {
  const text = refusal(bytes);
  assert.match(
    text,
    /^heap\.pb\.gz (is not a whole pprof profile: it breaks at byte|is not a pprof profile)/,
  );
  assert.match(text, reason);
  assert.doesNotMatch(text, /\n/);
}

function checkTree(text: string, tree: string, options: Partial<ProfileSketch> = {}): void {
  assert.equal(treeText(profileOf(text, options)), lines(tree));
}

describe('pprof: frames and grouping', () => {
  it('makes a frame of every inlined line, innermost last (rule 1)', () => {
    checkTree(
      `
        main;outer|middle|inner 10
        main;outer|middle 5
        main;outer 2`,
      `
        all 0 17
          main 0 17
            outer 2 17
              middle 5 15
                inner 10 10`,
    );
  });

  it('groups functions by name alone, across files, ids and mappings (rule 2)', () => {
    const text = `
      main.init a.go:3 1
      main.init b.go:4 2`;
    checkTree(
      text,
      `
        all 0 3
          main.init 3 3`,
    );
    assert.equal(
      treeText(profileOf(text), 'lines'),
      lines(`
        all 0 3
          main.init:3 1 1
          main.init:4 2 2`),
    );
    assert.equal(
      treeText(profileOf(text), 'files'),
      lines(`
        all 0 3
          a.go 1 1
          b.go 2 2`),
    );
  });

  it('tells lines and files apart by the cleaned path, as Go does (rule 2)', () => {
    const text = `
      f /src/a.go:3 1
      f /src//x/../a.go:3 2
      f ./b.go:4 4
      f b.go:4 8`;
    assert.equal(
      treeText(profileOf(text), 'lines'),
      lines(`
        all 0 15
          f:3 3 3
          f:4 12 12`),
    );
    assert.equal(
      treeText(profileOf(text), 'files'),
      lines(`
        all 0 15
          /src/a.go 3 3
          b.go 12 12`),
    );
  });

  it('counts flat at the leaf and cum once a stack (rule 3)', () => {
    checkTree(
      `
        walk;visit;walk 7
        walk;visit 3`,
      `
        all 0 10
          walk 0 10
            visit 3 10
              walk 7 7`,
    );
  });

  it('names what has no name after its mapping (rule 4)', () => {
    checkTree(
      `
        0x401234@/usr/bin/server 4
        0x7fff0010@[vdso] 2
        0x7fff0020@/odd/path// 3
        0x999 1
        0x0 8`,
      `
        all 0 18
          [server] 4 4
          [[vdso]] 2 2
          [path] 3 3
          <unknown> 9 9`,
    );
  });

  it('keeps binaries of the same name in different folders apart, as Go does (rule 4)', () => {
    checkTree(
      `
        0x1@/a/lib.so 1
        0x2@/b/lib.so 2
        0x3@/a/lib.so 4`,
      `
        all 0 7
          [lib.so] 5 5
          [lib.so] 2 2`,
    );
  });

  it('forgets where a remote profile came from (rule 4)', () => {
    const tree = (file: string, buildId?: number) => {
      const raw = sketchProfile(sketchText(`0x1@${file} 1`));
      if (buildId !== undefined) raw.mapping![0]!.buildId = buildId;
      return treeText(decodePprof(encodeProfile(raw), 'x').value)
        .split('\n')[1]!
        .trim();
    };
    assert.equal(tree('http://host/debug/pprof/heap'), '<unknown> 1 1');
    assert.equal(tree('http://host/debug/pprof/heap', 1), '[heap] 1 1');
    // Not an absolute URL: Go's url.Parse finds no scheme.
    assert.equal(tree('/http:/heap'), '[heap] 1 1');
  });

  it('takes names as they are (rule 5)', () => {
    checkTree(
      'std::vector<int>::push_back(int&&);_ZN4core3fmt5write17h1E;go.shape.[]uint8 1',
      `
        all 0 1
          std::vector<int>::push_back(int&&) 0 1
            _ZN4core3fmt5write17h1E 0 1
              go.shape.[]uint8 1 1`,
    );
    const profile = decodePprof(
      small((raw) => {
        raw.stringTable![raw.stringTable!.indexOf('put')] = 'two\nlines';
      }),
      'x',
    ).value;
    assert.match(treeText(profile), /two\nlines 5 5/);
  });

  it('decodes bytes that are no UTF-8 to U+FFFD (rule 5)', () => {
    const text = small((raw) => {
      raw.stringTable![raw.stringTable!.indexOf('put')] = 'pXt';
    });
    const at = Buffer.from(text).indexOf('pXt');
    text[at + 1] = 0xff;
    assert.match(treeText(decodePprof(text, 'x').value), /p\ufffdt 5 5/);
  });

  it('takes ids as keys: huge, sparse, falling (rule 6)', () => {
    const text = lines(`
      main a.go:3;put b.go:7 1
      main a.go:3 2
      main a.go:3;put b.go:7;grow c.go:9 4`);
    const ids: Record<string, (position: number) => bigint> = {
      huge: (position) => 2n ** 64n - 1n - BigInt(position),
      beyondSafe: (position) => 2n ** 53n + BigInt(position),
      sparse: (position) => 1n + 1_000_003n * BigInt(position),
      falling: (position) => 100n - BigInt(position),
      atTheEdge: (position) => 2n ** 32n - 1n + BigInt(position),
    };
    for (const [name, id] of Object.entries(ids)) {
      assert.equal(samplesText(profileOf(text, { id })), text, name);
    }
  });
});

describe('pprof: values', () => {
  it('keeps negative values, empty profiles and deep stacks (rule 9)', () => {
    checkTree(
      `
        main;grew 700
        main;shrank -500`,
      `
        all 0 200
          main 0 200
            grew 700 700
            shrank -500 -500`,
    );
    checkTree('', 'all 0 0');
    const deep = Array.from({ length: 1000 }, (_, depth) => `f${depth}`).join(';');
    assert.equal(samplesText(profileOf(`${deep} 1`)), `${deep} 1`);
  });

  it('counts samples without a stack at "all" alone (rule 9)', () => {
    checkTree(
      `
        main 3
        4`,
      `
        all 4 7
          main 3 3`,
    );
  });

  it('keeps every digit of an int64 (rule 11)', () => {
    const values = [2n ** 62n + 1n, -(2n ** 63n), 2n ** 53n + 1n, 0n, -1n];
    const text = values.map((value, row) => `f${row} ${value} ${row}`).join('\n');
    const profile = profileOf(text, { types: ['space/bytes', 'objects/count'] });
    assert.equal(samplesText(profile), text);
    assert.equal(profile.samples.values[0]!.constructor.name, 'BigInt64Array');
    assert.equal(profile.samples.values[1]!.constructor.name, 'Float64Array');
  });

  it('takes the default type of the file, else the last (rule 12)', () => {
    const types = ['a/count', 'b/count', 'c/count'];
    const check = (defaultType: string | undefined, expected: number) =>
      assert.equal(profileOf('main 1 2 3', { types, defaultType }).defaultSampleIndex, expected);
    check('b', 1);
    check(undefined, 2);
    check('absent', 2);
  });

  it('leaves out value types whose name occurs twice, and says so (rule 12)', () => {
    const types = ['a/count', 'b/count', 'a/bytes', 'd/count'];
    const bytes = profileBytes('main 1 2 3 4', { types });
    const { value, problems } = decodePprof(bytes, 'x');
    assert.deepEqual(
      value.sampleTypes.map(({ type }) => type),
      ['b', 'd'],
    );
    assert.equal(samplesText(value), 'main 2 4');
    assert.deepEqual(
      problems.map(({ at }) => at),
      ['sample_type'],
    );
    assert.match(
      refusal(profileBytes('main 1 2', { types: ['a/count', 'a/count'] })),
      /without a usable value/,
    );
  });
});

describe('pprof: what Go refuses (rule 14)', () => {
  it('refuses two files in one, by their second time', () => {
    const one = profileBytes('main 1', { timeNanos: 7 });
    assert.match(refusal(joined(one, one)), /^heap\.pb\.gz holds two profiles/);
    // A time of 0 is none.
    const untimed = joined(varintField(9, 0), varintField(9, 0), varintField(9, 5), small());
    assert.equal(decodePprof(untimed, 'x').value.timeNanos, 5n);
  });

  it('refuses ids that are 0 or taken', () => {
    for (const table of ['function', 'location', 'mapping'] as const) {
      const withMapping = (change: (profile: RawProfile) => void) =>
        small((raw) => {
          raw.mapping = [{ id: 1 }, { id: 2 }];
          change(raw);
        });
      checkRefused(
        withMapping((raw) => (raw[table]![0]!.id = 0)),
        new RegExp(`a ${table} has the id 0`),
      );
      checkRefused(
        withMapping((raw) => (raw[table]![1]!.id = raw[table]![0]!.id)),
        new RegExp(`two ${table}s have the same id`),
      );
    }
  });

  it('refuses samples and lines that name what is not there', () => {
    checkRefused(
      small((raw) => (raw.sample![0]!.locationId = [1, 99])),
      /names a location that is not in the file/,
    );
    checkRefused(
      small((raw) => (raw.sample![0]!.locationId = [0])),
      /names a location that is not in the file/,
    );
    checkRefused(
      small((raw) => (raw.location![0]!.line![0]!.functionId = 2n ** 60n)),
      /names a function that is not in the file/,
    );
    checkRefused(
      small((raw) => (raw.location![0]!.line![0]!.functionId = 0)),
      /names a function that is not in the file/,
    );
    // A mapping that is not there is none.
    const without = small((raw) => (raw.location![0]!.mappingId = 77));
    assert.equal(decodePprof(without, 'x').value.locations.mapping[0], -1);
  });

  it('refuses a sample with more or fewer values than types', () => {
    for (const value of [[], [1, 2]]) {
      checkRefused(
        small((raw) => (raw.sample![0]!.value = value)),
        new RegExp(`a sample has ${value.length} values for 1 value types`),
      );
    }
    checkRefused(
      small((raw) => (raw.sampleType = [])),
      /samples without value types/,
    );
  });

  it('refuses strings outside the table, wherever they are named', () => {
    const spoilers: ((raw: RawProfile) => void)[] = [
      (raw) => (raw.function![0]!.name = 99),
      (raw) => (raw.function![0]!.systemName = -1),
      (raw) => (raw.function![0]!.filename = 2n ** 40n),
      (raw) => (raw.mapping = [{ id: 1, filename: 99 }]),
      (raw) => (raw.mapping = [{ id: 1, buildId: 99 }]),
      (raw) => (raw.sampleType![0]!.type = 99),
      (raw) => (raw.sampleType![0]!.unit = 99),
      (raw) => (raw.periodType = { type: 99 }),
      (raw) => (raw.dropFrames = 99),
      (raw) => (raw.keepFrames = 99),
      (raw) => (raw.comment = [1, 99]),
      (raw) => (raw.defaultSampleType = -1),
      (raw) => (raw.docUrl = 99),
      (raw) => (raw.sample![0]!.label = [{ key: 99, num: 1 }]),
      (raw) => (raw.sample![0]!.label = [{ key: 1, str: 99 }]),
      (raw) => (raw.sample![0]!.label = [{ key: 1, num: 1, numUnit: 99 }]),
      (raw) => (raw.stringTable = []),
    ];
    for (const spoil of spoilers) checkRefused(small(spoil), /string .* of a table of/);
  });

  it('refuses a string table that does not start with the empty string', () => {
    checkRefused(
      small((raw) => (raw.stringTable![0] = 'x')),
      /the first string is not empty/,
    );
  });

  it('refuses wrong wire types and groups', () => {
    for (const field of [1, 2, 3, 4, 5, 6, 11]) {
      checkRefused(joined(small(), varintField(field, 1)), /wire type 0, expected 2/);
    }
    for (const field of [7, 8, 9, 10, 12, 14, 15]) {
      checkRefused(joined(small(), bytesField(field, 'x')), /wire type 2, expected 0/);
    }
    for (const wireType of [3, 4, 6, 7]) {
      checkRefused(joined(small(), tag(99, wireType)), new RegExp(`unknown wire type ${wireType}`));
    }
    checkRefused(joined(small(), bytesField(2, bytesField(3, varintField(99, 1), tag(1, 5)))), /wire type/);
  });

  it('names the byte at which a cut file breaks', () => {
    const bytes = profileBytes('main a.go:1;serve b.go:2 5\nmain a.go:1 6');
    for (let length = 1; length < bytes.length; length++) {
      let found: ReturnType<typeof decodePprof> | null = null;
      try {
        found = decodePprof(bytes.subarray(0, length), 'cut.pb');
      } catch (error) {
        assert.ok(error instanceof MessageError, `cut at ${length}: ${error}`);
        assert.match(error.message, /byte \d+/);
      }
      // A cut between fields may leave a whole, smaller profile; never one that names what was cut off.
      if (found) samplesText(found.value);
    }
  });
});

describe('pprof: the wire', () => {
  const text = 'main a.go:3;put b.go:7 5';

  it('passes over fields that it does not know, in every message', () => {
    const unknown = joined(varintField(100, 7), fixedField(101, 1), fixedField(102, 5), bytesField(103, 'x'));
    const inner = joined(unknown, varintField(16, 1), bytesField(2047, unknown));
    const bytes = joined(
      unknown,
      bytesField(1, inner, varintField(1, 1), varintField(2, 2)),
      bytesField(3, inner, varintField(1, 9)),
      bytesField(5, varintField(1, 4), inner, varintField(2, 3)),
      bytesField(4, varintField(1, 6), inner, bytesField(4, inner, varintField(1, 4), varintField(2, 11))),
      bytesField(
        2,
        inner,
        bytesField(1, 6),
        bytesField(2, 42),
        bytesField(3, inner, varintField(1, 1), varintField(3, 8)),
      ),
      ...['', 'cpu', 'ns', 'main'].map((string) => bytesField(6, string)),
      bytesField(11, inner, varintField(1, 1)),
      unknown,
    );
    assert.equal(samplesText(decodePprof(bytes, 'x').value), 'main 42 {cpu=8}');
  });

  it('reads lists that are packed, not packed, or in pieces, in any order', () => {
    const tables = small((raw) => (raw.sample = []));
    const leaf = 2;
    const root = 1;
    const samples = [
      joined(bytesField(1, leaf, root), bytesField(2, 5)),
      joined(varintField(1, leaf), varintField(1, root), varintField(2, 5)),
      joined(bytesField(1, leaf), bytesField(2, 5), bytesField(1, root)),
      joined(varintField(1, leaf), bytesField(2, 5), bytesField(1, root)),
      joined(bytesField(1, leaf), varintField(1, root), varintField(2, 5)),
      joined(bytesField(1), bytesField(2), bytesField(1, leaf, root), bytesField(2, 5), bytesField(1)),
    ].map((sample) => bytesField(2, sample));
    const profile = decodePprof(joined(tables, ...samples), 'x').value;
    const order = profileOf(text);
    assert.equal(samplesText(order), text);
    // The encoder numbers locations in the order it meets them: leaf first.
    const expected = samplesText(decodePprof(joined(tables, samples[0]!), 'x').value);
    assert.equal(samplesText(profile), samples.map(() => expected).join('\n'));
  });

  it('reads comments that are packed or not, and the single values', () => {
    const bytes = joined(
      profileBytes(text, {
        comments: ['first', 'second'],
        periodType: 'cpu/nanoseconds',
        period: 10_000_000,
        timeNanos: 1_700_000_000_123_456_789n,
        durationNanos: 30_000_000_000,
      }),
      varintField(13, 1),
    );
    const profile = decodePprof(bytes, 'x').value;
    assert.deepEqual(profile.comments, ['first', 'second', 'cpu']);
    assert.deepEqual(profile.periodType, { type: 'cpu', unit: 'nanoseconds' });
    assert.equal(profile.period, 10_000_000);
    assert.equal(profile.timeNanos, 1_700_000_000_123_456_789n);
    assert.equal(profile.durationNanos, 30_000_000_000);
    assert.equal(profileOf(text).timeNanos, null);
    assert.equal(profileOf(text).periodType, null);
  });

  it('takes the last of a single value, as protobuf says', () => {
    const profile = decodePprof(
      joined(profileBytes(text), varintField(12, 5), varintField(12, 6)),
      'x',
    ).value;
    assert.equal(profile.period, 6);
  });

  it('keeps labels: a text wins over a number, one with neither is dropped', () => {
    const bytes = small((raw) => {
      raw.stringTable!.push('key', 'text', 'unit');
      const key = raw.stringTable!.length - 3;
      raw.sample![0]!.label = [
        { key, str: key + 1 },
        { key, num: 2n ** 60n, numUnit: key + 2 },
        { key, str: key + 1, num: 5, numUnit: key + 2 },
        { key },
        { key, num: -3 },
        { key, numUnit: key + 2 },
      ];
    });
    assert.equal(
      samplesText(decodePprof(bytes, 'x').value).replace(/^.*\{/, '{'),
      '{key=text key=1152921504606846976unit key=text key=-3 key=0unit}',
    );
  });

  it('does not reserve memory for what a file only claims', () => {
    // Many types times many samples, each of them short of its values.
    const types = joined(...Array.from({ length: 2000 }, () => bytesField(1, varintField(1, 1))));
    const samples = joined(...Array.from({ length: 20_000 }, () => bytesField(2)));
    const before = process.memoryUsage().arrayBuffers;
    checkRefused(
      joined(types, samples, bytesField(6, ''), bytesField(6, 'a')),
      /too short for 20000 samples of 2000 values/,
    );
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 << 20);
  });
});
