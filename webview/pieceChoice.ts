import type { DumpFacts } from '../src/model/goroutineReport';
import { createDropdown, type DropdownElement, setChoices } from './controls';
import type { ProfileState } from './data';
import { formName, goroutinesText } from './goroutines/texts';
import { formatInteger, t } from './strings';

/** Of a file that holds several dumps or profiles: which of them is shown. */
export class PieceChoice {
  readonly element: DropdownElement;

  constructor(onChoose: (piece: number) => void) {
    this.element = createDropdown({
      class: 'piece-choice',
      label: t('Which part of the file is shown'),
      onChange: (piece) => onChoose(Number(piece)),
    });
    this.element.hidden = true;
  }

  show({ pieces, piece }: ProfileState): void {
    this.element.hidden = pieces.length < 2;
    if (pieces.length < 2) return;
    const choices = pieces.map((facts, i) => ({
      value: String(i),
      label: pieceName(facts, i, pieces.length),
    }));
    setChoices(this.element, choices, String(piece));
    const longest = Math.max(...choices.map(({ label }) => label.length));
    this.element.style.setProperty('--longest-option', String(Math.min(48, longest)));
  }
}

/** `2 of 3 · panic: … · 18 goroutines · line 412`. */
export function pieceName(facts: DumpFacts | null, position: number, count: number): string {
  const place = t('{position} of {count}', {
    position: formatInteger(position + 1),
    count: formatInteger(count),
  });
  if (!facts) return `${place} · ${t('Profile')}`;
  const what = facts.crash?.text ?? formName(facts.form, facts.onlyLeaked);
  const short = what.length > 40 ? `${what.slice(0, 39)}…` : what;
  const line = facts.form === 'profile' ? '' : ` · ${t('line {line}', { line: formatInteger(facts.line) })}`;
  return `${place} · ${short} · ${goroutinesText(facts.parsed)}${line}`;
}
