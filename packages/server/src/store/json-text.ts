// JSON kept as text in a column, with the type of what it holds: what goes in through `toJson` comes out through `fromJson`.
declare const holds: unique symbol

/** Text of a JSON document of type `T`. */
export type JsonText<T> = string & { readonly [holds]: T }

export function toJson<T>(value: T): JsonText<T> {
  // The brand exists in types only; this function is where it is given.
  return JSON.stringify(value ?? null) as JsonText<T>
}

export function fromJson<T>(text: JsonText<T>): T {
  // Every JsonText<T> was made by `toJson<T>`, so the parsed text is a T.
  return JSON.parse(text) as T
}
