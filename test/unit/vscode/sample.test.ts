import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const shippedSource = path.join('media', 'samples', 'leaky');
const program = path.join('test', 'fixtures', 'programs', 'leaky');

function filesOf(folder: string): Map<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return new Map(files.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

describe('the sample profile', () => {
  it('is the -trimpath heap profile of the leaky shop', () => {
    const shipped = fs.readFileSync('media/samples/leaky-heap.pb.gz');
    assert.ok(shipped.equals(fs.readFileSync('test/fixtures/profiles/leaky-trimpath.heap.pb.gz')));
  });

  it('comes with the source that it was taken from', () => {
    assert.deepEqual(filesOf(shippedSource), filesOf(program));
  });
});
