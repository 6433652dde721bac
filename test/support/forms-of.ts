// A value in the forms in which it could lie about: whoever looks for it looks for all of them.
import { gzipSync } from "node:zlib"

export interface Form {
  readonly name: string
  readonly bytes: Buffer
}

export function formsOf(text: string): Form[] {
  const plain = Buffer.from(text)
  const base64 = [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset, "x"), plain]).toString("base64")
    return whole.slice(Math.ceil((offset * 4) / 3) + (offset > 0 ? 1 : 0), -5)
  })
  return [
    { name: "plain", bytes: plain },
    ...base64.map((form, offset) => ({ name: `base64 at ${offset}`, bytes: Buffer.from(form) })),
    { name: "hex", bytes: Buffer.from(plain.toString("hex")) },
    { name: "utf-16", bytes: Buffer.from(text, "utf16le") },
    { name: "reversed", bytes: Buffer.from([...text].reverse().join("")) },
    { name: "gzip", bytes: gzipSync(plain).subarray(10, -8) },
  ]
}
