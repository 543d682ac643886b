/** The value known for `key`, else the one that `make` makes, which is known from then on. Beyond `most` values all are forgotten. */
export function remembered<Key, Value>(
  known: Map<Key, Value>,
  key: Key,
  make: (key: Key) => Value,
  most = Number.POSITIVE_INFINITY,
): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= most) known.clear();
  const made = make(key);
  known.set(key, made);
  return made;
}
