// A JSON schema in the notation that people read types in: `{ name: string, notes?: string }`, a field per line when it is long.

export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly default?: unknown
}

const widthMost = 96

export function schemaText(schema: JsonSchema, indent = ""): string {
  const flat = oneLine(schema)
  if (flat.length + indent.length <= widthMost) return flat
  if (schema.properties !== undefined) return object(schema, indent)
  if (schema.type === "array" && schema.items !== undefined) {
    return `[${schemaText(schema.items, indent)}]`
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map((one) => schemaText(one, indent)).join(" | ")
  }
  return flat
}

function object(schema: JsonSchema, indent: string): string {
  const inner = `${indent}  `
  const lines = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => `${inner}${name}${mark(schema, name)}: ${schemaText(field, inner)}`,
  )
  return `{\n${lines.join("\n")}\n${indent}}`
}

function oneLine(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ")
  if (schema.anyOf !== undefined) return schema.anyOf.map(oneLine).join(" | ")
  if (schema.type === "array") return `[${oneLine(schema.items ?? {})}]`
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => `${name}${mark(schema, name)}: ${oneLine(field)}`,
    )
    return `{ ${fields.join(", ")} }`
  }
  if (schema.type === "object") {
    const values = schema.additionalProperties
    return `{ [name]: ${typeof values === "object" ? oneLine(values) : "any"} }`
  }
  return [schema.type ?? "any"].flat().join(" | ")
}

function mark(schema: JsonSchema, name: string): string {
  return schema.required?.includes(name) === true ? "" : "?"
}
