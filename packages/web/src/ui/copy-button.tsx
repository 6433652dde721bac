// Copies a text that is no secret: a command, an address, an id. Says that it did, also to a screen reader.
import { useEffect, useState } from "react"

import { Button } from "./button.tsx"
import { visibleText } from "./visible-text.ts"

const SHOWN_MS = 2_000

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState<"Copied" | "Not copied: select it instead">()
  useEffect(() => {
    if (said === undefined) return undefined
    const timer = setTimeout(() => setSaid(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async () => {
    try {
      // Undefined where the page is neither https nor localhost.
      await navigator.clipboard.writeText(text)
      setSaid("Copied")
    } catch {
      setSaid("Not copied: select it instead")
    }
  }
  return (
    <>
      <Button
        kind="quiet"
        icon={said === "Copied" ? "check" : "copy"}
        aria-label={label}
        title={visibleText(label)}
        onClick={() => void copy()}
      >
        {said === undefined || said === "Copied" ? undefined : said}
      </Button>
      <span role="status" className="spoken">
        {said}
      </span>
    </>
  )
}
