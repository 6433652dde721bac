// Text of authors with every character that hides or reorders others written out, so that what is read is what is there.
//
// Bidirectional controls can make `gpj.exe` read as `exe.jpg`; control and zero-width characters make two names look alike.
const unseen =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g

export function visibleText(text: string): string {
  return text.replace(unseen, (char) => {
    const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")
    return `⟨U+${code}⟩`
  })
}
