/** Go's math.Round: halves away from zero. Never -0. */
export function goRound(value: number): number {
  const whole = Math.trunc(value);
  const rest = Math.abs(value - whole);
  return (rest >= 0.5 ? whole + Math.sign(value) : whole) + 0;
}
