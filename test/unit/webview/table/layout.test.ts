import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WireTopTable } from '../../../../src/protocol/profileEditor';
import { createMatcher, loadExpressions, parseSearch } from '../../../../webview/search';
import type { Column, Sort } from '../../../../webview/state';
import {
  columnsOf,
  layoutRows,
  rowsAsText,
  scrollToShow,
  shortLocation,
  sortOf,
  visibleRows,
} from '../../../../webview/table/layout';

/** Rows as `flat cum name file:line`, heaviest flat first, as tables come. */
const example = tableOf(`
  50  60  main.alloc    /src/app/main.go:9
  30  30  store.Put     /src/app/store.go:100
  20  90  main.main     /src/app/main.go:10
   0  30  json.Decode   /go/src/json/decode.go:9
`);

function check(sort: Sort, filter: string, expected: readonly string[]): void {
  const search = parseSearch(filter);
  const rows = layoutRows(example, sort, search ? createMatcher(search, assert.fail) : null);
  assert.deepEqual(
    Array.from(rows, (row) => example.name[row]),
    expected,
  );
}

function by(column: Column, descending: boolean): Sort {
  return { column, descending };
}

describe('webview table: sorting', () => {
  it('sorts by each number in both directions, equal ones by flat', () => {
    check(by('flat', true), '', ['main.alloc', 'store.Put', 'main.main', 'json.Decode']);
    check(by('flatShare', false), '', ['json.Decode', 'main.main', 'store.Put', 'main.alloc']);
    check(by('cum', true), '', ['main.main', 'main.alloc', 'store.Put', 'json.Decode']);
    check(by('cumShare', false), '', ['store.Put', 'json.Decode', 'main.alloc', 'main.main']);
  });

  it('sorts names, and locations by file then line as a number', () => {
    check(by('name', false), '', ['json.Decode', 'main.alloc', 'main.main', 'store.Put']);
    check(by('location', false), '', ['json.Decode', 'main.alloc', 'main.main', 'store.Put']);
    check(by('location', true), '', ['store.Put', 'main.main', 'main.alloc', 'json.Decode']);
  });
});

describe('webview table: filter', () => {
  before(loadExpressions);

  it('looks at names and files, in any case', () => {
    check(by('flat', true), 'MAIN.GO', ['main.alloc', 'main.main']);
    check(by('flat', true), 'json', ['json.Decode']);
    check(by('flat', true), 'nothing', []);
  });

  it('takes an expression between slashes', () => {
    check(by('flat', true), '/^(main|store)\\..*[ct]$/', ['main.alloc', 'store.Put']);
  });

  it('takes a path for text: it begins with a slash but is no expression', () => {
    check(by('flat', true), '/src/app/store', ['store.Put']);
  });

  it('says that an expression is broken by having no matcher', () => {
    assert.equal(createMatcher({ text: '(', regex: true }, assert.fail), null);
  });

  it('reads expressions as Go does, in linear time', () => {
    const matches = createMatcher({ text: '(?i)^(A+)+$', regex: true }, assert.fail);
    assert.equal(matches?.('aaaa'), true);
    assert.equal(matches?.(`${'a'.repeat(5000)}!`), false);
  });
});

describe('webview table: virtual rows', () => {
  it('covers what can be seen and stays within the table', () => {
    fc.assert(
      fc.property(
        fc.nat(600_000),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 16, max: 40 }),
        fc.nat(30_000),
        (scrollTop, height, rowHeight, count) => {
          const { first, end } = visibleRows(scrollTop, height, rowHeight, count);
          assert.ok(first >= 0 && first <= end && end <= count);
          const firstSeen = Math.floor(scrollTop / rowHeight);
          const lastSeen = Math.ceil((scrollTop + height) / rowHeight) - 1;
          if (firstSeen < count) assert.ok(first <= firstSeen && end > Math.min(lastSeen, count - 1));
          assert.ok(end - first <= height / rowHeight + 18, 'no more than a screen and its margins');
        },
      ),
    );
  });

  it('scrolls no farther than needed', () => {
    assert.equal(scrollToShow(5, 100, 200, 20), 100, 'already in view');
    assert.equal(scrollToShow(2, 100, 200, 20), 40, 'up to its top');
    assert.equal(scrollToShow(20, 100, 200, 20), 220, 'down to its bottom');
  });
});

describe('webview table: copying', () => {
  it('gives exact numbers, shares and full paths, with titles', () => {
    const titles = ['flat', 'flat %', 'cum', 'cum %', 'Function', 'Location'];
    assert.equal(
      rowsAsText(example, [2, 0], titles, 'bytes'),
      'flat (bytes)\tflat %\tcum (bytes)\tcum %\tFunction\tLocation\n' +
        '20\t20.00%\t90\t90.00%\tmain.main\t/src/app/main.go:10\n' +
        '50\t50.00%\t60\t60.00%\tmain.alloc\t/src/app/main.go:9\n',
    );
  });

  it('prints the digits that a float would lose', () => {
    const wide = { ...example, exactFlat: ['9007199254740993', '2', '3', '4'] };
    assert.match(rowsAsText(wide, [0], [], 'count'), /^9007199254740993\t/m);
  });

  it('keeps a name with tabs and newlines in its cell', () => {
    const odd = { ...example, name: ['a\tb\nc', '', '', ''] };
    assert.equal(rowsAsText(odd, [0], [], '').split('\n')[1]!.split('\t').length, 6);
  });
});

describe('webview table: a comparison', () => {
  const compared = comparedTable(`
    30  68  38  main.alloc
    50  10  90  store.Put
     0   5   5  main.main
     7   7   7  json.Decode
  `);
  const order = (column: Column, descending: boolean) =>
    Array.from(layoutRows(compared, by(column, descending), null), (row) => compared.name[row]);

  it('has both sides beside what they differ by', () => {
    assert.deepEqual(columnsOf(compared).slice(0, 4), ['baseFlat', 'currentFlat', 'flat', 'flatShare']);
    assert.deepEqual(columnsOf(example)[0], 'flat');
  });

  it('comes by how much has changed, whichever way', () => {
    assert.deepEqual(order('flat', true), ['store.Put', 'main.alloc', 'main.main', 'json.Decode']);
    assert.deepEqual(order('flat', false), ['json.Decode', 'main.main', 'main.alloc', 'store.Put']);
  });

  it('sorts percentages from more to less, and each side by its own', () => {
    assert.deepEqual(order('flatShare', true), ['main.alloc', 'main.main', 'json.Decode', 'store.Put']);
    assert.deepEqual(order('baseFlat', true), ['store.Put', 'main.alloc', 'json.Decode', 'main.main']);
    assert.deepEqual(order('currentFlat', true), ['main.alloc', 'store.Put', 'json.Decode', 'main.main']);
  });

  it('lends a column that another table has not to none', () => {
    assert.deepEqual(sortOf(example, by('baseFlat', false)), by('flat', true));
    assert.deepEqual(sortOf(compared, by('baseFlat', false)), by('baseFlat', false));
  });

  it('is copied with both sides', () => {
    const titles = columnsOf(compared);
    assert.equal(
      rowsAsText(compared, [1], titles, 'bytes'),
      'baseFlat (bytes)\tcurrentFlat (bytes)\tflat (bytes)\tflatShare\t' +
        'baseCum (bytes)\tcurrentCum (bytes)\tcum (bytes)\tcumShare\tname\tlocation\n' +
        '50\t10\t-40\t-40.00%\t100\t190\t90\t90.00%\tstore.Put\t/src/app/main.go:1\n',
    );
  });
});

describe('webview table: shortLocation', () => {
  it('leaves the folder out, on every system', () => {
    assert.equal(shortLocation('/a/b/c.go', 12), 'c.go:12');
    assert.equal(shortLocation('C:\\a\\c.go', 12), 'c.go:12');
    assert.equal(shortLocation('c.go', 0), 'c.go');
    assert.equal(shortLocation('', 3), '');
  });
});

/** Rows as `base new cum name`: flat is what they differ by, cum grew by itself from 100. */
function comparedTable(text: string): WireTopTable {
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const base = Float64Array.from(rows, (row) => Number(row[0]));
  const current = Float64Array.from(rows, (row) => Number(row[1]));
  const cum = Float64Array.from(rows, (row) => Number(row[2]));
  const plain = tableOf(rows.map((row) => `0 0 ${row[3]} /src/app/main.go:1`).join('\n'));
  return {
    ...plain,
    flat: current.map((value, row) => value - base[row]!),
    cum,
    compared: {
      baseFlat: base,
      currentFlat: current,
      baseCum: cum.map(() => 100),
      currentCum: cum.map((value) => 100 + value),
    },
  };
}

function tableOf(text: string): WireTopTable {
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const locations = rows.map((row) => /^(.*):(\d+)$/.exec(row[3]!)!);
  return {
    granularity: 'functions',
    sampleIndex: 0,
    total: 100,
    length: rows.length,
    frame: Uint32Array.from(rows, (_, row) => row),
    name: rows.map((row) => row[2]!),
    packageName: rows.map(() => ''),
    file: locations.map((location) => location[1]!),
    line: Float64Array.from(locations, (location) => Number(location[2])),
    flat: Float64Array.from(rows, (row) => Number(row[0])),
    cum: Float64Array.from(rows, (row) => Number(row[1])),
    flatError: null,
    cumError: null,
    compared: null,
  };
}
