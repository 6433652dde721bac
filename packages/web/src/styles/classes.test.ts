// Proves that stylesheets and components agree: CSS Modules give undefined for a class that is not there, without a word.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"

const source = join(import.meta.dirname, "..")
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
const components = files.filter((file) => file.endsWith(".tsx"))
const sheets = files.filter((file) => file.endsWith(".module.css"))

interface Use {
  readonly sheet: string
  readonly name: string
}

function usesOf(component: string): Use[] {
  const text = readFileSync(join(source, component), "utf8")
  return [...text.matchAll(/import (\w+) from "([^"]+\.module\.css)"/g)].flatMap((found) => {
    const [, variable = "", path = ""] = found
    const sheet = path.startsWith("#") ? path.slice(1) : join(dirname(component), path)
    const names = text.matchAll(new RegExp(String.raw`\b${variable}\["([\w-]+)"\]`, "g"))
    return [...names].map(([, name = ""]) => ({ sheet, name }))
  })
}

function classesOf(sheet: string): Set<string> {
  const text = readFileSync(join(source, sheet), "utf8").replace(/\/\*[\s\S]*?\*\//g, "")
  return new Set([...text.matchAll(/\.([a-z][\w-]*)(?=[\s{:,.[>])/g)].map(([, name = ""]) => name))
}

test("every class that a component names is in its stylesheet", () => {
  const missing = components.flatMap((component) =>
    usesOf(component)
      .filter(({ sheet, name }) => {
        return !existsSync(join(source, sheet)) || !classesOf(sheet).has(name)
      })
      .map(({ sheet, name }) => `${component}: ${name} is not in ${sheet}`),
  )
  expect(missing).toEqual([])
})

test("no stylesheet but the tokens names a colour of its own", () => {
  const allowed = /^(transparent|currentColor|CanvasText|Highlight|inherit)$/
  const offending = sheets.flatMap((sheet) => {
    const text = readFileSync(join(source, sheet), "utf8")
    const values = [
      ...text.matchAll(/(?:color|background|border[\w-]*|outline|fill|stroke):\s*([^;]+);/g),
    ]
    return values
      .filter(
        ([, value = ""]) =>
          /#[0-9a-f]{3,8}\b|rgb|hsl|\b(white|black|red|blue|green|grey|gray)\b/i.test(value) &&
          !allowed.test(value),
      )
      .map(([all]) => `${sheet}: ${all}`)
  })
  expect(offending).toEqual([])
})
