// Tells a module who visits: a compact JWS (HS256) over install and visitor, signed with a key of the install alone.
//
// It holds no time on purpose: Streamlit compares identity headers when a WebSocket reconnects and drops the session when they
// differ. It is worth nothing elsewhere: the gateway strips what visitors send, and `aud` names the install.
import { createHmac } from "node:crypto"

import type { InstallId } from "@modkeep/contract/ids"

import type { Visitor } from "./admission.ts"

const HEADER = encode({ alg: "HS256", typ: "JWT" })

export function identityToken(visitor: Visitor, install: InstallId, key: Uint8Array): string {
  const signed = `${HEADER}.${encode({
    aud: install,
    sub: visitor.id,
    name: visitor.name,
    email: visitor.email,
  })}`
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url")
}
