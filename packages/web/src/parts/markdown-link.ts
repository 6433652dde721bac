// A link as Markdown writes it: its words stay words, whatever signs they hold, seen or not.
import { visibleName } from "#ui/visible-text.ts"

export function markdownLink(words: string, address: string): string {
  return `[${asText(words)}](${address})`
}

/** The same with a picture in place of words; `words` are for those who do not see it. */
export function markdownPicture(words: string, picture: string, address: string): string {
  return `[![${asText(words)}](${picture})](${address})`
}

function asText(words: string): string {
  return visibleName(words).replaceAll(/[\\`*_[\]<>&!#|~]/g, String.raw`\$&`)
}
