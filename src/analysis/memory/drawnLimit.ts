import { GrowingFloat64 } from '../../base/growingColumns';
import { isLimit } from '../../model/memoryFields';

/** A column of limits in which what is none is NaN. The column itself while all that are known limit something. */
export class DrawnLimit {
  #own: InstanceType<typeof GrowingFloat64> | null = null;
  #checked = 0;

  extend(limits: Float64Array): Float64Array {
    if (!this.#own) {
      while (this.#checked < limits.length && isDrawn(limits[this.#checked]!)) this.#checked++;
      if (this.#checked === limits.length) return limits;
      this.#own = new GrowingFloat64(limits.length);
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
