// Makes documents for property tests: values that tax the quoting rules, and texts in every style that authors use.
import * as fc from "fast-check"
import type { TomlTable, TomlValue } from "./value.ts"

const hostile = Array.from(
  'ab=#[]{},."\'\\ \t\n\r-:/é中😀\u0001\u007F\u0000\u2028\u00A0\u0085nu0xU""\\,\'u',
)

export const hostileString = fc
  .array(fc.constantFrom(...hostile), { maxLength: 10, size: "max" })
  .map((characters) => characters.join(""))

const key = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom("a", "b", "c", "KEY", "x-1", "0", "__proto__", "constructor"),
  },
  { weight: 1, arbitrary: hostileString },
)

const dates = fc.constantFrom<TomlValue>(
  { kind: "local-date", text: "2024-02-29" },
  { kind: "local-time", text: "03:04:05" },
  { kind: "local-time", text: "03:04:05.500000" },
  { kind: "local-datetime", text: "2024-01-02T03:04:05.123456" },
  { kind: "offset-datetime", text: "2024-01-02T03:04:05Z" },
  { kind: "offset-datetime", text: "2024-01-02T03:04:05.000007-03:30" },
)

const floats = fc.oneof(
  fc.double(),
  fc.constantFrom(
    0.5,
    -1e-7,
    1e16,
    1.5e300,
    3,
    1e22,
    1e-5,
    0.0001,
    123456789012345680,
    -0,
    NaN,
    Infinity,
    -Infinity,
  ),
)

export const scalar: fc.Arbitrary<TomlValue> = fc.oneof(
  { weight: 5, arbitrary: hostileString.map((value) => ({ kind: "string", value }) as const) },
  {
    weight: 1,
    arbitrary: fc
      .bigInt({ min: -(2n ** 70n), max: 2n ** 70n })
      .map((value) => ({ kind: "integer", value }) as const),
  },
  { weight: 1, arbitrary: floats.map((value) => ({ kind: "float", value }) as const) },
  { weight: 1, arbitrary: fc.boolean().map((value) => ({ kind: "boolean", value }) as const) },
  { weight: 1, arbitrary: dates },
)

function tableOf(value: fc.Arbitrary<TomlValue>, maxLength: number): fc.Arbitrary<TomlTable> {
  return fc
    .array(fc.tuple(key, value), { maxLength, size: "max" })
    .map((entries) => ({ kind: "table", entries: new Map(entries) }) as const)
}

const anyValue = fc.letrec<{ value: TomlValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 5, arbitrary: scalar },
    {
      weight: 2,
      arbitrary: fc
        .array(tie("value"), { maxLength: 3 })
        .map((items) => ({ kind: "array", items }) as const),
    },
    // Arrays of one type are what the old library reads.
    {
      weight: 1,
      arbitrary: fc
        .array(
          hostileString.map((value) => ({ kind: "string", value }) as const),
          { maxLength: 3 },
        )
        .map((items) => ({ kind: "array", items }) as const),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(tableOf(tie("value"), 2), { minLength: 1, maxLength: 2 })
        .map((items) => ({ kind: "array", items }) as const),
    },
    { weight: 2, arbitrary: tableOf(tie("value"), 3) },
  ),
})).value

/** Any tree of values, as a document's root. */
export const root: fc.Arbitrary<TomlTable> = tableOf(anyValue, 6)

const bareOrQuoted = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", "c", "KEY", "DB", "x-1", "1", "__proto__") },
  { weight: 1, arbitrary: fc.constantFrom('"a b"', "'c.d'", '"\\u00e9"', '""', '"a"', "'b'") },
)

const dotted = fc
  .array(bareOrQuoted, { minLength: 1, maxLength: 3 })
  .chain((keys) => fc.constantFrom(".", ".", " . ").map((dot) => keys.join(dot)))

const inBasic = fc
  .array(
    fc.constantFrom("a", "é", "😀", "\\n", "\\\\", "\\u00e9", '\\"', "#", "'", " ", "=", "]"),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""))

const stringSource = fc.oneof(
  inBasic.map((text) => `"${text}"`),
  inBasic.map((text) => `'${text.replaceAll("'", "")}'`),
  fc.tuple(inBasic, inBasic).map(([a, b]) => `"""\n${a}\n${b}"x"""`),
  fc
    .tuple(inBasic, inBasic)
    .map(([a, b]) => `'''${a.replaceAll("'", "")}\n${b.replaceAll("'", "")}'''`),
  fc.constantFrom('""', "''", '""""""', "''''''", '"""a\\\n   b"""', '""""a" b"""', '" "'),
)

const scalarSource = fc.oneof(
  { weight: 4, arbitrary: stringSource },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "0",
      "-17",
      "+5",
      "1_000",
      "0xDEAD_beef",
      "0o17",
      "0b101",
      "9223372036854775808",
      "1.5",
      "-0.0",
      "6.02e23",
      "1e06",
      "1_0.2_5",
      "inf",
      "-nan",
      "true",
      "false",
      "1979-05-27",
      "07:32:00.9999999",
      "1979-05-27T07:32:00z",
      "1979-05-27 07:32:00-07:00",
      "1979-05-27t07:32:00.5",
    ),
  },
)

const valueSource = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    { weight: 6, arbitrary: scalarSource },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(tie("value"), { maxLength: 3 }), fc.constantFrom(", ", ",\n  ", " , # c\n"))
        .map(([items, comma]) => `[ ${items.join(comma)} ]`),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.tuple(dotted, tie("value")), { maxLength: 3 })
        .map((pairs) => `{ ${pairs.map(([name, value]) => `${name} = ${value}`).join(", ")} }`),
    },
  ),
})).value

const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(dotted, valueSource, fc.constantFrom("", " # note", "\t#"))
      .map(([name, value, tail]) => `${name} = ${value}${tail}`),
  },
  { weight: 2, arbitrary: dotted.map((name) => `[${name}]`) },
  { weight: 1, arbitrary: dotted.map((name) => `[[${name}]]`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "# a comment",
      "# @optional",
      "# @install @type=url",
      "  # text é😀",
      "#@x",
    ),
  },
)

/** Text in many styles; often not TOML, since keys meet. */
export const authorText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(line, { maxLength: 9, size: "max" }),
    fc.constantFrom("\n", "\n", "\r\n"),
    fc.boolean(),
  )
  .map(([lines, end, isEnded]) => lines.join("\n").replaceAll("\n", end) + (isEnded ? end : ""))

/** The same with a few characters put in, taken out or changed. */
export const brokenText: fc.Arbitrary<string> = fc
  .tuple(
    authorText,
    fc.array(
      fc.tuple(fc.nat(400), fc.constantFrom(...hostile, "[", "]", '"""', "=", "\r\n", "\r")),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, changes]) => {
    let result = text
    for (const [at, put] of changes) {
      const place = result.length === 0 ? 0 : at % (result.length + 1)
      result = result.slice(0, place) + put + result.slice(place + (at % 2))
    }
    return result.toWellFormed()
  })
