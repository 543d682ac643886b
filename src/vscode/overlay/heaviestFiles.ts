import type { RecordedFile } from '../../source/sourcePlaces';
import { isForeignPath } from './problemLines';
import type { RecordedPlaces } from './recordedPlaces';
import { recordedFileOf } from './sourceFinder';

/** The files that are nobody else's, those first that the evidence is most about. */
export function heaviestFiles(index: RecordedPlaces): RecordedFile[] {
  return Array.from(index.files.keys())
    .filter((file) => !isForeignPath(index.files[file]!, index.nameIn(file)))
    .map((file) => ({ file, weight: index.weightOf(file) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ file }) => recordedFileOf(index, file));
}
