import { parse } from "@modkeep/toml/parse"
import { expect, test } from "vitest"

import { keyRows } from "./key-rows.ts"

test("each key has the line that reads it as Streamlit does, and its environment variable or why there is none", () => {
  const text =
    'KEY = "v"\n"my-key" = 1\nON = true\nkept = "<kept:3f9c2a71>"\n[db]\nuser = "u"\nitems = 1\n[[server]]\nport = 1\n'
  const { document } = parse(text)
  const rows = document === undefined ? [] : keyRows(document)
  expect(rows.map(({ access }) => access)).toEqual([
    "st.secrets.KEY",
    'st.secrets["my-key"]',
    "st.secrets.ON",
    "st.secrets.kept",
    "st.secrets.db.user",
    'st.secrets.db["items"]',
    "st.secrets.server[0].port",
  ])
  expect(rows.map(({ environment }) => Object.values(environment)[0])).toEqual([
    "KEY",
    "my-key",
    "no, a boolean stays in st.secrets",
    "kept, if it is text or a number",
    "no, it is in a section",
    "no, it is in a section",
    "no, it is in a section",
  ])
})
