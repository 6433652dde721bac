// How long ago something was, in the largest unit that fits; a plain date after a month.
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** @param now milliseconds since 1970 */
export function ago(date: Date, now: number): string {
  const seconds = Math.round((now - date.getTime()) / 1000)
  // Clocks differ: what is a little ahead is now.
  if (seconds < 45) return seconds < -MINUTE ? dateOf(date, now) : "just now"
  if (seconds < HOUR) return `${Math.max(1, Math.round(seconds / MINUTE))} min ago`
  if (seconds < DAY) return `${Math.round(seconds / HOUR)} h ago`
  const days = Math.round(seconds / DAY)
  if (days <= 30) return days === 1 ? "yesterday" : `${days} days ago`
  return dateOf(date, now)
}

function dateOf(date: Date, now: number): string {
  const isThisYear = date.getFullYear() === new Date(now).getFullYear()
  return date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
  })
}
