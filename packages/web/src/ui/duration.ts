// How long something took, in the unit that a person would say, with a digit after the point where it tells something.
export function duration(ms: number): string {
  const whole = Math.max(0, ms)
  if (whole < 9.95) return `${Math.round(whole * 10) / 10} ms`
  if (whole < 999.5) return `${Math.round(whole)} ms`
  const seconds = whole / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const rounded = Math.round(seconds)
  return rounded < 60 ? `${rounded} s` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`
}
