// Modules of 2023 that use Clarifai's own helper, unchanged: pinned as people pinned them, built as of their commit's date, signed
// in by secrets and launch query on every page, with a visitor's own credential kept over page changes.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"

const page = (name: string) => `import streamlit as st
from clarifai.client.auth.helper import ClarifaiAuthHelper

auth = ClarifaiAuthHelper.from_streamlit(st)
st.text("${name} " + auth.user_id + " " + auth.app_id + " " + (auth._pat or "") + (auth._token or "") + " " + auth.base)
`

// What 12.5.0 loads ends Python 3.13.0 with a segmentation fault (seen by hand too): where that is the newest, an older one is taken.
const pins = [
  { streamlit: "1.23.1", clarifai: "9.8.1", date: "2023-11-20T12:00:00Z" },
  { streamlit: "1.24.0", clarifai: "9.10.1", date: "2023-11-20T12:00:00Z" },
  { streamlit: "1.67.0", clarifai: "12.5.0", date: "2026-11-20T12:00:00Z" },
]

let server: ModkeepServer
let client: Client
let app: string

beforeAll(async () => {
  server = await startServer()
  client = server.client
  app = (await client.call("apps.create", { body: { name: "a" } })).data.id
})
afterAll(async () => {
  await server.dispose()
})

describe.each(pins)(
  "clarifai $clarifai on Streamlit $streamlit",
  ({ streamlit, clarifai, date }) => {
    let url: string
    let install: string

    beforeAll(async () => {
      const repository = await makeRepository(join(server.folder, "repositories", `m-${clarifai}`))
      await repository.commit(
        {
          "app.py": page("main"),
          "pages/second.py": page("second"),
          "requirements.txt": `streamlit==${streamlit}\nclarifai==${clarifai}\n`,
          ".streamlit/secrets.toml": 'CLARIFAI_PAT = ""\n',
        },
        date,
      )
      const module = (
        await client.call("modules.create", {
          body: { name: `m ${clarifai}`, repository: repository.url },
        })
      ).data
      const created = (
        await client.call("versions.create", {
          params: { id: module.id },
          body: {
            secrets: 'CLARIFAI_PAT = "pat-of-the-author"\n',
          },
        })
      ).data
      const built = await awaitVersion(client, created.id)
      expect(built.failure?.detail, server.output.slice(-4000)).toBeUndefined()
      expect(built).toMatchObject({ state: "ready", streamlit })
      const made = await client.call("installs.create", {
        params: { id: app },
        body: {
          version: created.id,
          name: clarifai,
          access: "public",
          query: { user_id: "ada", app_id: "main" },
        },
      })
      ;({ id: install, url } = made.data)
    }, 900_000)

    const visit = async (query = "") =>
      await openSession({
        url,
        query,
        connectTo: { host: "127.0.0.1", port: server.port },
        timeoutMs: 120_000,
        sessionIdSecond: streamlit.startsWith("1.2"),
      })

    test("the helper succeeds on a plain page address, on every page", async () => {
      const session = await visit()
      const first = await session.run()
      expect(first.texts).toEqual([
        expect.stringMatching(/^main ada main pat-of-the-author https:/),
      ])
      const second = session.pages.find(({ name }) => name === "second")
      const other = await session.openPage(second?.hash ?? "")
      expect(other.texts).toEqual([
        expect.stringMatching(/^second ada main pat-of-the-author https:/),
      ])
      await session.close()
    })

    test("a visitor's own credential displaces the author's and survives page changes; a link cannot redirect the author's", async () => {
      const session = await visit("pat=of-the-visitor&user_id=sam")
      expect((await session.run()).texts).toEqual([
        expect.stringMatching(/^main sam main of-the-visitor https:/),
      ])
      const second = session.pages.find(({ name }) => name === "second")
      expect((await session.openPage(second?.hash ?? "")).texts).toEqual([
        expect.stringMatching(/^second sam main of-the-visitor https:/),
      ])
      await session.close()
      const lured = await visit("base=https%3A%2F%2Fevil.example")
      expect((await lured.run()).texts).toEqual([
        expect.stringMatching(/^main ada main pat-of-the-author https:\/\/api\.clarifai\.com/),
      ])
      await lured.close()
      const own = await visit("base=https%3A%2F%2Fown.example&pat=of-the-visitor")
      expect((await own.run()).texts).toEqual([
        expect.stringMatching(/^main ada main of-the-visitor https:\/\/own\.example/),
      ])
      await own.close()
    })

    test("the API says where each field comes from, and no value", async () => {
      const { data } = await client.call("installs.auth", { params: { id: install } })
      expect(data).toMatchObject({ profile: "clarifai", valid: true, problems: [] })
      const origins = Object.fromEntries(data.fields.map(({ name, origin }) => [name, origin]))
      expect(origins).toMatchObject({
        user_id: "query",
        app_id: "query",
        pat: "environment",
        token: "missing",
        base: "missing",
      })
      expect(JSON.stringify(data)).not.toContain("pat-of-the-author")
    })
  },
)
