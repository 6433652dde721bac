import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { clarifai } from "@modkeep/contract/auth/resolve-auth"
import { openSession, type StreamlitSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment, streamlitReleases } from "../support/streamlit-environments.ts"
import { documentOf, Keeper, startOf, type Answer } from "./keeper.ts"

const page = (name: string) => `
import json, os, threading
import streamlit as st
query = st.query_params.to_dict() if hasattr(st, "query_params") else {k: v[-1] for k, v in st.experimental_get_query_params().items()}
names = ("CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN")
st.text(json.dumps({
    "page": ${JSON.stringify(name)},
    "query": query,
    "environ": {name: os.environ.get(name) for name in names},
    "listed": [name for name in names if name in dict(os.environ)],
    "getenv": os.getenv("CLARIFAI_SESSION_TOKEN"),
}))
if query.get("go") and ${JSON.stringify(name)} == "main":
    st.switch_page("pages/other.py")
`

interface Seen {
  readonly page: string
  readonly query: Record<string, string>
  readonly environ: Record<string, string | null>
  readonly listed: readonly string[]
  readonly getenv: string | null
}

function seen(run: { texts: readonly string[] }): Seen {
  return JSON.parse(run.texts[0] ?? "null")
}

const launch = { user_id: "owner", app_id: "app" }

describe.each(streamlitReleases)("Streamlit %s", (release) => {
  const keeper = new Keeper()
  let start: ReturnType<typeof startOf>
  const under = () => ({ ...launch, imv_id: start.install })

  beforeAll(async () => {
    await keeper.start()
    const files = { "app.py": page("main"), "pages/other.py": page("other") }
    start = startOf(keeper, await streamlitEnvironment(release), files, {
      auth: clarifai,
      query: {},
      document: documentOf(1, { CLARIFAI_SESSION_TOKEN: "token-of-the-author" }),
    })
    start["query"] = { launch: { ...launch, base: "http://no.example" }, install: start.install }
    await keeper.request("start", start)
    await keeper.ready(start.process)
  })
  afterAll(async () => keeper.quit())

  const visit = async (query: string): Promise<{ session: StreamlitSession; first: Seen }> => {
    const session = await openSession({ socketPath: join(start.folder, "app.sock"), query })
    return { session, first: seen(await session.run()) }
  }

  test("the launch query lies under the visitor's own, without endpoints", async () => {
    const { session, first } = await visit("user_id=visitor&q=1")
    expect(first.query).toEqual({ ...under(), user_id: "visitor", q: "1" })
    await session.close()
  })

  test.each([
    ["base=http%3A%2F%2Fevil.example", {}],
    ["%62ase=http%3A%2F%2Fevil.example&ui=x", {}],
    ["base=http%3A%2F%2Fevil.example&pat=", {}],
    ["base=http%3A%2F%2Fevil.example&pat=x&pat=", { pat: "x" }],
    ["base=http%3A%2F%2Fevil.example&pat=x&pat=y", { pat: "y" }],
    ["base=http%3A%2F%2Fevil.example&pat=x&token=y", { pat: "x", token: "y" }],
  ])("credentials are not redirected: %s", async (query, kept) => {
    const { session, first } = await visit(query)
    expect(first.query).toEqual({ ...under(), ...kept })
    await session.close()
  })

  test("a visitor's own credential may bring its own address", async () => {
    const { session, first } = await visit("base=https%3A%2F%2Fown.example&pat=mine")
    expect(first.query).toEqual({ ...under(), base: "https://own.example", pat: "mine" })
    await session.close()
  })

  test("a visitor's credential hides the author's other one from this visitor's runs only", async () => {
    const [mine, other] = await Promise.all([visit("pat=mine"), visit("")])
    expect(mine.first.environ["CLARIFAI_SESSION_TOKEN"]).toBeNull()
    expect(mine.first.getenv).toBeNull()
    expect(mine.first.listed).toEqual([])
    expect(other.first.environ["CLARIFAI_SESSION_TOKEN"]).toBe("token-of-the-author")
    expect(other.first.listed).toEqual(["CLARIFAI_SESSION_TOKEN"])
    await Promise.all([mine.session.close(), other.session.close()])
  })

  test("a visitor's credential survives page changes that clear the address, there and back", async () => {
    const { session } = await visit("pat=mine&user_id=visitor&q=1")
    const hash = (name: string) => session.pages.find((each) => each.name === name)?.hash ?? ""
    const mainHash = session.pages.find((each) => each.name !== "other")?.hash ?? ""
    const expected = { ...under(), pat: "mine", user_id: "visitor" }
    const other = seen(await session.openPage(hash("other")))
    expect(other).toMatchObject({ page: "other", query: expected, getenv: null })
    expect(other.query).toEqual(expected)
    expect(seen(await session.run("")).query).toEqual(expected)
    const back = seen(await session.openPage(mainHash))
    expect(back.page).toBe("main")
    expect(back.query).toEqual(expected)
    await session.close()
  })

  test("a page opened by its name gets the launch query and the judgement too", async () => {
    const session = await openSession({ socketPath: join(start.folder, "app.sock") })
    const run = seen(await session.openPageNamed("other", "base=http://evil.example"))
    expect(run).toMatchObject({ page: "other", query: under() })
    await session.close()
  })

  test.skipIf(release === "1.23.1")(
    "a page change made by the module keeps the visitor's fields",
    async () => {
      const session = await openSession({ socketPath: join(start.folder, "app.sock") })
      session.request({ query: "pat=mine&go=1" })
      let last = seen(await session.nextRun())
      while (last.page !== "other") last = seen(await session.nextRun())
      expect(last.query).toEqual({ ...under(), pat: "mine" })
      expect(seen(await session.run("")).query).toEqual({ ...under(), pat: "mine" })
      await session.close()
    },
  )
})

const helper = `
import streamlit as st
from clarifai.client.auth.helper import ClarifaiAuthHelper
try:
    auth = ClarifaiAuthHelper.from_streamlit(st)
    st.text(f"{auth.user_id}|{auth.app_id}|{auth._pat}|{auth._token}|{auth._base}")
except Exception as error:
    st.text("ERROR " + str(error))
`

describe.each([
  {
    release: "1.23.1",
    extra: {
      name: "clarifai9",
      // opencv 4.7.0.68 was yanked: uv takes it only when it is asked for by name.
      packages: ["clarifai==9.10.4", "clarifai-utils==0.1.20", "opencv-python==4.7.0.68"],
      excludeNewer: "2023-11-25",
    },
  },
  { release: "1.67.0", extra: { name: "clarifai12", packages: ["clarifai==12.5.0"] } },
] as const)(
  "Clarifai's own helper, unchanged, on $release with $extra.name",
  ({ release, extra }) => {
    const keeper = new Keeper()
    let start: ReturnType<typeof startOf>

    beforeAll(async () => {
      await keeper.start()
      const files = { "app.py": helper, "pages/other.py": helper }
      const more: Answer = {
        auth: clarifai,
        query: { launch, install: "ins_1" },
        document: documentOf(1, { CLARIFAI_PAT: "pat-of-the-author" }),
      }
      start = startOf(keeper, await streamlitEnvironment(release, extra), files, more)
      await keeper.request("start", start)
      await keeper.ready(start.process)
    })
    afterAll(async () => keeper.quit())

    const open = async (query: string) =>
      openSession({ socketPath: join(start.folder, "app.sock"), query, timeoutMs: 60_000 })

    test.each([
      ["a plain page address", "", "owner|app|pat-of-the-author||api.clarifai.com"],
      ["a visitor's pat", "pat=mine", "owner|app|mine||api.clarifai.com"],
      [
        "a visitor's token beside the author's pat",
        "token=mine",
        "owner|app||mine|api.clarifai.com",
      ],
      ["a blank user_id", "user_id=", "owner|app|pat-of-the-author||api.clarifai.com"],
      ["a repeated pat", "pat=a&pat=b", "owner|app|b||api.clarifai.com"],
      [
        "a redirection",
        "base=http://evil.example",
        "owner|app|pat-of-the-author||api.clarifai.com",
      ],
    ])("%s", async (_title, query, expected) => {
      const session = await open(query)
      expect((await session.run()).texts[0]).toBe(expected)
      await session.close()
    })

    test("a visitor's pat survives a page change", async () => {
      const session = await open("pat=mine")
      await session.run()
      const hash = session.pages.find((each) => each.name === "other")?.hash ?? ""
      expect((await session.openPage(hash)).texts[0]).toBe("owner|app|mine||api.clarifai.com")
      await session.close()
    })
  },
)
