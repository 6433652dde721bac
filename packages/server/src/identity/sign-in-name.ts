// A name as sign-in compares it: capitals, compatibility forms and the width of spaces make no difference.
export function signInName(name: string): string {
  return name.normalize("NFKC").toLowerCase().trim().replace(/\s+/gu, " ")
}
