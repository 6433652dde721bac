// A moment as people say it ("2 min ago"), with the exact time in the title. It keeps itself true while the page is open.
import { useEffect, useState } from "react"

import { ago } from "./ago.ts"

const EVERY_MS = 30_000

export function Time({ at }: { readonly at: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return <>{at}</>
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {ago(date, now)}
    </time>
  )
}
