// What a handler gives for a schema: the schema's input, read-only at every depth, so that answers are built from whatever the
// rooms hold without copying.
import type { z } from "zod"

export type Answer<Schema extends z.ZodType> = DeepReadonly<z.input<Schema>>

export type DeepReadonly<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
      : T
