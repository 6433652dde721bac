// Text of authors with every character that hides or reorders others written out, so that what is read is what is there.
//
// Bidirectional controls can make `gpj.exe` read as `exe.jpg`; control, zero-width, filler and tag characters make two names look
// alike. The mark that makes a picture of a sign (U+FE0F) stays behind one.
/* oxlint-disable eslint/no-misleading-character-class -- each of them is meant by itself */
const unseen =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0E\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]|(?<!\p{Extended_Pictographic})\uFE0F/gu

/** Spaces that look like the ordinary one. */
const likeSpaces = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/gu

/** All of them: what a key or a value must not hold unseen. */
export const unseenInText = new RegExp(`${unseen.source}|${likeSpaces.source}`, "gu")

export function visibleText(text: string): string {
  return text.replace(unseen, writtenOut)
}

/** A name: spaces that only look like the ordinary one are written out too. */
export function visibleName(name: string): string {
  return name.replace(unseenInText, writtenOut)
}

/** @returns the character by its number: ⟨U+202E⟩ */
export function writtenOut(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")
  return `⟨U+${code}⟩`
}
