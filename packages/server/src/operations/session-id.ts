// Names a session for its holder: made from the hash that the store keeps, which is made from the cookie; neither can be had back.
import { createHash } from "node:crypto"

import { type SessionId, sessionId } from "@modkeep/contract/ids"

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"

export function sessionIdOf(hash: Uint8Array): SessionId {
  const bytes = createHash("sha256").update("modkeep session id").update(hash).digest()
  // Five bits a character, 25 of them after a first one that ids keep below 8.
  const digits = Array.from({ length: 26 }, (_, at) => DIGITS.charAt((bytes[at] ?? 0) & 31))
  return sessionId.parse(`ses_0${digits.slice(1).join("")}`)
}
