/** Where a key leads from row `active`, not yet held within the rows; null for keys that lead nowhere. `page`: rows in sight. */
export function rowForKey(key: string, { active, count, page }: RowPlace): number | null {
  const step = Math.max(1, Math.floor(page) - 1);
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + step;
    case 'PageUp':
      return active - step;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

interface RowPlace {
  readonly active: number;
  readonly count: number;
  readonly page: number;
}
