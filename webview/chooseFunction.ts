import { ownName } from '../src/base/splitName';
import type { WireTopTable } from '../src/protocol/profileEditor';
import { createRow } from './details/sections';
import { element } from './dom';
import { createName } from './names';
import { t } from './strings';
import type { ViewActions, ViewInput } from './viewPane';

/** As many as one looks through before one searches. */
const offered = 12;

/** In place of a view about one function while none is selected: what it is for, and the heaviest ones to begin with. */
export function createFunctionChoice(
  title: string,
  hint: string,
  functions: WireTopTable,
  input: ViewInput,
  actions: ViewActions,
): HTMLElement {
  return element(
    'div',
    { class: 'function-choice' },
    element('h2', { text: title }),
    element('p', { class: 'muted', text: hint }),
    ...heaviest(functions).map((row) => {
      const name = functions.name[row]!;
      return createRow({
        label: createName(ownName(name)),
        title: name,
        value: functions.flat[row]!,
        whole: functions.total,
        type: input.type,
        colour: input.colourOf(functions.packageName[row]!),
        note: '',
        marked: false,
        link: false,
        onClick: () => actions.selectFunction({ name, file: functions.file[row]! }),
      });
    }),
  );
}

/** In place of a view about a function that the question, or the value type, leaves nothing of. */
export function createAbsentFunction(name: string): HTMLElement {
  return element(
    'div',
    { class: 'function-choice' },
    element('h2', { text: ownName(name) }),
    element('p', { class: 'muted', text: t('{name} is not in what is shown of this profile.', { name }) }),
  );
}

/** Tables come sorted by flat. */
function heaviest(functions: WireTopTable): readonly number[] {
  const count = Math.min(offered, functions.length);
  return Array.from({ length: count }, (_, row) => row);
}
