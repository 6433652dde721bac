// The requirements written on one line with commas between. A comma within one, as in `pandas>=1,<3` or `dask[array,diagnostics]`,
// stays: only what begins with a name's letter or digit, outside brackets, is a requirement of its own.
export function requirementsIn(line: string): string[] {
  return line
    .split(/,(?![^[\]]*\])(?=\s*[A-Za-z0-9])/)
    .map((one) => one.trim().replace(/,$/, ""))
    .filter((one) => one !== "")
}
