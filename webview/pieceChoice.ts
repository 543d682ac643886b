import type { EvidencePiece } from '../src/protocol/timelineEditor';
import { createDropdown, type DropdownElement, setChoices } from './controls';
import { formName, goroutinesText } from './goroutines/texts';
import { formatInteger, t } from './strings';

/** Of a file that holds several things: which of them is shown. */
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

  show({ pieces, piece }: { readonly pieces: readonly EvidencePiece[]; readonly piece: number }): void {
    this.element.hidden = pieces.length < 2;
    if (pieces.length < 2) return;
    const choices = pieces.map((each, i) => ({
      value: String(i),
      label: pieceName(each, i, pieces.length),
    }));
    setChoices(this.element, choices, String(piece));
    const longest = Math.max(...choices.map(({ label }) => label.length));
    this.element.style.setProperty('--longest-option', String(Math.min(48, longest)));
  }
}

/** `2 of 3 · panic: … · 18 goroutines · line 412`. */
export function pieceName(
  { goroutines: facts, memory }: EvidencePiece,
  position: number,
  count: number,
): string {
  const place = t('{position} of {count}', {
    position: formatInteger(position + 1),
    count: formatInteger(count),
  });
  if (memory) {
    const name = memory.process.name === '' ? '' : ` · ${memory.process.name}`;
    return `${place} · ${t('Memory over time')}${name} · ${t('line {line}', { line: formatInteger(memory.line) })}`;
  }
  if (!facts) return `${place} · ${t('Profile')}`;
  const what = facts.crash?.text ?? formName(facts.form, facts.onlyLeaked);
  const short = what.length > 40 ? `${what.slice(0, 39)}…` : what;
  const line = facts.form === 'profile' ? '' : ` · ${t('line {line}', { line: formatInteger(facts.line) })}`;
  return `${place} · ${short} · ${goroutinesText(facts.parsed)}${line}`;
}
