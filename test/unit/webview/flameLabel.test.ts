import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextFitter } from '../../../webview/canvas/textFit';
import { labelForms, shortName } from '../../../webview/flame/label';

describe('flame labels', () => {
  it('drop the import path, then the package, then the receiver', () => {
    checkForms('example.com/app/store.(*Cache).Put', 'example.com/app/store', [
      'example.com/app/store.(*Cache).Put',
      'store.(*Cache).Put',
      '(*Cache).Put',
      'Put',
    ]);
  });

  it('keep a closure with the function around it', () => {
    checkForms('example.com/app.(*Queue).run.func1.2', 'example.com/app', [
      'example.com/app.(*Queue).run.func1.2',
      'app.(*Queue).run.func1.2',
      '(*Queue).run.func1.2',
      'run.func1.2',
    ]);
    checkForms('main.main.gowrap1', 'main', ['main.main.gowrap1', 'main.gowrap1']);
    checkForms('main.walk.func1-range2', 'main', ['main.walk.func1-range2', 'walk.func1-range2']);
    checkForms('main.glob..func1', 'main', ['main.glob..func1', 'glob..func1']);
  });

  it('leave type arguments out before the package', () => {
    checkForms('a.com/p.(*List[go.shape.string,*b.com/q.Item]).Push', 'a.com/p', [
      'a.com/p.(*List[go.shape.string,*b.com/q.Item]).Push',
      'p.(*List[go.shape.string,*b.com/q.Item]).Push',
      'p.(*List[…]).Push',
      '(*List[…]).Push',
      'Push',
    ]);
    checkForms('main.Map[map[string]int]', 'main', [
      'main.Map[map[string]int]',
      'main.Map[…]',
      'Map[…]',
      'Map',
    ]);
  });

  it('know a package with dots in its last part', () => {
    checkForms('gopkg.in/yaml%2ev3.Unmarshal', 'gopkg.in/yaml.v3', [
      'gopkg.in/yaml%2ev3.Unmarshal',
      'yaml%2ev3.Unmarshal',
      'Unmarshal',
    ]);
    checkForms('gopkg.in/yaml.v3.Unmarshal', 'gopkg.in/yaml.v3', [
      'gopkg.in/yaml.v3.Unmarshal',
      'yaml.v3.Unmarshal',
      'Unmarshal',
    ]);
  });

  it('leave names of other languages whole enough', () => {
    checkForms('std::vector<int, std::allocator<int> >::push_back', '', [
      'std::vector<int, std::allocator<int> >::push_back',
    ]);
    checkForms('0x7fff5fc01000', '', ['0x7fff5fc01000']);
    checkForms('[unknown]', '', ['[unknown]']);
    checkForms('runtime.mallocgc', 'runtime', ['runtime.mallocgc', 'mallocgc']);
    checkForms('', '', []);
  });

  it('have a short form for the breadcrumb', () => {
    assert.equal(
      shortName('example.com/app/store.(*Cache[int]).Put', 'example.com/app/store'),
      'store.(*Cache[…]).Put',
    );
    assert.equal(shortName('main.main', 'main'), 'main.main');
  });
});

/** Every character is 10 wide. */
function fitter(): TextFitter {
  return new TextFitter((text) => [...text].length * 10);
}

describe('flame label fitting', () => {
  it('takes the longest form that fits, then cuts the shortest in its middle, then gives up', () => {
    const fit = fitter();
    const text = fit.elastic(labelForms('example.com/app/store.(*Cache).PutAll', 'example.com/app/store'));
    const at = (room: number) => fit.fit(text, room);
    assert.equal(at(400), 'example.com/app/store.(*Cache).PutAll');
    assert.equal(at(369), 'store.(*Cache).PutAll');
    assert.equal(at(209), '(*Cache).PutAll');
    assert.equal(at(149), 'PutAll');
    assert.equal(at(60), 'PutAll');
    assert.equal(at(59), 'Put…l');
    assert.equal(at(55), '');
    assert.equal(at(0), '');
    assert.equal(at(-5), '');
  });

  it('keeps twice as much of the start as of the end', () => {
    const fit = fitter();
    assert.equal(fit.fit(fit.elastic(['unmarshalInterface']), 104), 'unmars…ace');
  });

  it('never cuts through a letter', () => {
    const fit = fitter();
    assert.equal(fit.fit(fit.elastic(['👩‍👩‍👧ab👍🏽cdefgh']), 104), '👩‍👩‍👧ab…h');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.integer({ min: 0, max: 300 }),
        (name, room) => {
          const cut = fit.fit(fit.elastic([name]), room);
          const letters = lettersOf(name);
          if (cut === name || cut === '') return;
          const [head = '', tail = ''] = cut.split('…');
          assert.equal(
            lettersOf(head).every((letter, i) => letter === letters[i]),
            true,
          );
          assert.equal(
            lettersOf(tail).every((letter, i, all) => letter === letters[letters.length - all.length + i]),
            true,
          );
          assert.ok([...cut].length * 10 <= room);
        },
      ),
    );
  });

  it('measures a form once', () => {
    let measured = 0;
    const fit = new TextFitter((text) => {
      measured++;
      return text.length * 10;
    });
    const text = fit.elastic(['a.b.Long', 'Long']);
    for (const room of [100, 50, 100, 45]) fit.fit(text, room);
    assert.equal(measured, 2);
  });

  it('tells the width of what it returned', () => {
    const fit = fitter();
    fit.fit(fit.elastic(['a.Long', 'Long']), 50);
    assert.equal(fit.cssFittedWidth, 40);
  });
});

function checkForms(name: string, packageName: string, expected: string[]): void {
  assert.deepEqual(labelForms(name, packageName), expected);
}

function lettersOf(text: string): string[] {
  return Array.from(
    new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text),
    ({ segment }) => segment,
  );
}
