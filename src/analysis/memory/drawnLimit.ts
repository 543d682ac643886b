import { isLimit } from '../../model/memoryFields';
import { GrowingColumn } from './growingColumn';

/** A column of limits in which what is none is NaN. The column itself while all that are known limit something. */
export class DrawnLimit {
  #own: GrowingColumn | null = null;
  #checked = 0;

  extend(limits: Float64Array): Float64Array {
    if (!this.#own) {
      while (this.#checked < limits.length && isDrawn(limits[this.#checked]!)) this.#checked++;
      if (this.#checked === limits.length) return limits;
      this.#own = new GrowingColumn(limits.length);
    }
    for (let row = this.#own.length; row < limits.length; row++) {
      this.#own.push(isLimit(limits[row]) ? limits[row]! : Number.NaN);
    }
    return this.#own.view();
  }
}

function isDrawn(limit: number): boolean {
  return Number.isNaN(limit) || isLimit(limit);
}
