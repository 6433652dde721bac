// The text of a request's body, at most 1 MiB of it: no more is ever held.
import { Fault } from "#base/fault.ts"

const BODY_BYTES_MAX = 1_048_576

/** @throws Fault request.too_large, request.malformed when it is not UTF-8 */
export async function readBody(request: Request): Promise<string> {
  const tooLarge = new Fault("request.too_large", {
    public: "Cannot read the request: its body is over 1 MiB. Send less",
  })
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) throw tooLarge
  if (request.body === null) return ""
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body) {
    size += part.length
    if (size > BODY_BYTES_MAX) throw tooLarge
    parts.push(part)
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(Buffer.concat(parts))
  } catch {
    throw new Fault("request.malformed", {
      public: "Cannot read the request: the body is not UTF-8. Send UTF-8",
    })
  }
}
