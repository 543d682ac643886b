/** Width in CSS pixels of a text in the current font. */
export type MeasureText = (text: string) => number;

/** A text that gives way: forms from the longest to the shortest, and their widths once they were needed. */
export interface ElasticText {
  readonly forms: readonly string[];
  readonly cssWidths: Float64Array;
  /** The shortest form cut in the middle, by CSS pixels of room. */
  cuts: Map<number, string> | null;
}

/** Fewer letters than this beside an ellipsis say nothing: then the place stays empty. */
const fewestLetters = 4;
const ellipsis = '…';
/** Cuts change at every so many pixels: a text that changes in every frame of a zoom is hard to read, and to draw. */
const cutStep = 8;

/** Fits texts into widths in one font. Measures every form and every character once. */
export class TextFitter {
  readonly #measure: MeasureText;
  readonly #characters = new Map<string, number>();
  /** Width of the text that `fit` returned last. */
  cssFittedWidth = 0;

  constructor(measure: MeasureText) {
    this.#measure = measure;
  }

  elastic(forms: readonly string[]): ElasticText {
    return { forms, cssWidths: new Float64Array(forms.length).fill(-1), cuts: null };
  }

  /** The longest form that fits, else the shortest with its middle left out, else ''. */
  fit(text: ElasticText, cssRoom: number): string {
    const whole = this.fitWhole(text, cssRoom, text.forms.length);
    if (whole !== '') return whole;
    this.cssFittedWidth = cssRoom;
    return this.#cutMiddle(text, Math.floor(cssRoom / cutStep) * cutStep);
  }

  /** The longest of the first `most` forms that fits; '' if none does. */
  fitWhole(text: ElasticText, cssRoom: number, most: number): string {
    const { forms } = text;
    for (let i = 0; i < Math.min(most, forms.length); i++) {
      const cssWidth = this.#formWidth(text, i);
      if (cssWidth > cssRoom) continue;
      this.cssFittedWidth = cssWidth;
      return forms[i]!;
    }
    return '';
  }

  width(text: string): number {
    return this.#measure(text);
  }

  #formWidth({ forms, cssWidths }: ElasticText, form: number): number {
    if (cssWidths[form]! < 0) cssWidths[form] = this.#measure(forms[form]!);
    return cssWidths[form]!;
  }

  #cutMiddle(text: ElasticText, cssRoom: number): string {
    if (cssRoom <= 0) return '';
    text.cuts ??= new Map();
    let cut = text.cuts.get(cssRoom);
    if (cut === undefined) {
      cut = this.#cut(splitLetters(text.forms.at(-1) ?? ''), cssRoom);
      text.cuts.set(cssRoom, cut);
    }
    return cut;
  }

  /** Takes letters from both ends while they fit beside the ellipsis: two from the start, which says more, then one. */
  #cut(letters: readonly string[], cssRoom: number): string {
    let left = 0;
    let right = letters.length;
    let cssWidth = this.#character(ellipsis);
    for (;;) {
      const fromStart = left < 2 * (letters.length - right) + 2;
      const next = fromStart ? letters[left] : letters[right - 1];
      if (next === undefined || left >= right) break;
      cssWidth += this.#character(next);
      if (cssWidth > cssRoom) break;
      if (fromStart) left++;
      else right--;
    }
    if (left + letters.length - right < fewestLetters) return '';
    return letters.slice(0, left).join('') + ellipsis + letters.slice(right).join('');
  }

  #character(character: string): number {
    let cssWidth = this.#characters.get(character);
    if (cssWidth === undefined) {
      cssWidth = this.#measure(character);
      this.#characters.set(character, cssWidth);
    }
    return cssWidth;
  }
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a reader takes for letters: a cut never splits a surrogate pair or an accent from its letter. */
function splitLetters(text: string): string[] {
  if (/^[\x00-\x7f]*$/.test(text)) return text.split('');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
