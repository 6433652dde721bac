// Characters of the text that hide or reorder others, written out where they stand, as everywhere on the console.
import { highlightSpecialChars } from "@codemirror/view"

import { unseenInText, writtenOut } from "#ui/visible-text.ts"

export const unseenCharacters = highlightSpecialChars({
  specialChars: unseenInText,
  render(code) {
    const shown = document.createElement("span")
    shown.className = "mk-unseen"
    shown.textContent = writtenOut(String.fromCodePoint(code))
    return shown
  },
})
