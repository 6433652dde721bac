// Several fields as one row of bytes that reads back in one way only: each field follows its length.
//
// Joined without lengths, ("ab", "c") and ("a", "bc") would be the same bytes, and one could pass for the other.
import { invariant } from "#base/invariant.ts"

export type Field = string | number | Uint8Array

export function lengthPrefixed(...fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap((field) => {
    const bytes = bytesOf(field)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return [length, bytes]
  })
  return new Uint8Array(Buffer.concat(parts))
}

function bytesOf(field: Field): Uint8Array {
  if (typeof field === "string") return Buffer.from(field, "utf8")
  if (typeof field !== "number") return field
  invariant(Number.isSafeInteger(field) && field >= 0, "numbers in additional data are counts")
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(field))
  return bytes
}
