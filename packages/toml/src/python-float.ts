// Prints a float as Python's `str(float)` does, digit for digit: the shortest digits that read back as the same number.
//
// Both languages choose the same digits; they differ in where an exponent starts and how it is written.
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan"
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
  const sign = value < 0 || Object.is(value, -0) ? "-" : ""
  const [mantissa = "0", power = "0"] = Math.abs(value).toExponential().split("e")
  const digits = mantissa.replace(".", "")
  return sign + place(digits, Number(power))
}

function place(digits: string, exponent: number): string {
  // CPython's float_repr_style: an exponent below 1e-4 and from 1e16 on.
  if (exponent < -4 || exponent >= 16) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : ""
    const power = String(Math.abs(exponent)).padStart(2, "0")
    return `${digits[0] ?? "0"}${rest}e${exponent < 0 ? "-" : "+"}${power}`
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0")
  return `${whole}.${digits.slice(exponent + 1) || "0"}`
}
