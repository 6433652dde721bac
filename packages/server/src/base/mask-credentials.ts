// Takes out of a tool's words what opens something: the user part of addresses, an Authorization header, and credentials that are
// known, wherever they stand.

// A name or password shorter than this is everywhere in a text that has nothing to do with it.
const knownCharactersMin = 4

/** @param known see `credentialsIn` */
export function maskCredentials(text: string, known: readonly string[] = []): string {
  const plain = known.reduce((masked, one) => masked.replaceAll(one, "***"), text)
  return plain
    .replaceAll(/\/\/[^\s/@"'<>]*@/g, "//***@")
    .replaceAll(/(authorization:\s*)\S.*/gi, "$1***")
}

/** The passwords in addresses such as those of an index or a proxy, as they stand there and as they are meant. */
export function credentialsIn(addresses: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const address of addresses) {
    const password = URL.canParse(address) ? new URL(address).password : ""
    for (const form of [password, decoded(password)])
      if (form.length >= knownCharactersMin) found.add(form)
  }
  return [...found]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
