// The badge of an install that is open to everybody, with the Markdown that shows it in a README.
import type { Install } from "@modkeep/contract/schemas/install"

import { markdownPicture } from "#parts/markdown-link.ts"
import { Copyable } from "#ui/copyable.tsx"

export function Badge({ install: { id, name, url } }: { readonly install: Install }) {
  const path = `/badges/${id}.svg`
  return (
    <Copyable
      label="Copy the badge as Markdown"
      text={markdownPicture(name, `${location.origin}${path}`, url)}
    >
      <img src={path} alt="Its badge" height={20} />
    </Copyable>
  )
}
