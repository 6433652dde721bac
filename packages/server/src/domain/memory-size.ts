// An amount of memory as people write it: a size in MiB or GiB, or a share of what the machine has.
const bytesOf = { MiB: 2 ** 20, GiB: 2 ** 30 } as const

/** @returns undefined when it is neither, or nothing at all of it */
export function memorySize(
  text: string,
): { readonly bytes: number } | { readonly share: number } | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?) ?(MiB|GiB|%)$/.exec(text)
  const amount = Number(match?.[1])
  const unit = match?.[2]
  if (unit === "%") return amount <= 100 ? { share: amount / 100 } : undefined
  if (unit !== "MiB" && unit !== "GiB") return undefined
  return amount > 0 ? { bytes: Math.round(amount * bytesOf[unit]) } : undefined
}
