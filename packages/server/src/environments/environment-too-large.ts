// The fault of an environment beyond its limits, with its size when that is known.
import { Fault } from "#base/fault.ts"

import type { EnvironmentLimits } from "./limits.ts"

export function environmentTooLarge(
  limits: EnvironmentLimits,
  size?: { readonly sizeBytes: number; readonly files: number },
): Fault {
  const has =
    size === undefined ? "is larger" : `has ${mebibytes(size.sizeBytes)} in ${size.files} files`
  const mend = "depend on fewer or smaller packages"
  return new Fault("environment.too_large", {
    public: `The environment ${has}; at most ${mebibytes(limits.sizeBytesMax)} in ${limits.filesMax} files are allowed. Mend: ${mend}`,
    problem: { mends: [mend] },
  })
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`
}
