// States of "New version" that people meet: a template that is too large or very long, a repository that cannot be reached, a network
// that is gone. Nothing that was typed is lost by any of them.
import { afterAll, beforeAll, expect, test } from "vitest"

import { axeViolations } from "./axe-violations.ts"
import { secretsText, typeValue, waitForEditor } from "./editor-page.ts"
import { code, create, isVersionPage, NewVersionStage } from "./new-version-stage.ts"
import { screenshot } from "./open-console.ts"

const canary = "canary-53aa-typed-and-kept"
let stage: NewVersionStage

beforeAll(async () => {
  stage = await NewVersionStage.set()
})
afterAll(async () => {
  await stage.close()
})

test("a template over 64 KiB is said to be one, and the page goes on with the keys that the code reads", async () => {
  const console = await stage.console()
  const { page } = console
  const large = `# ${"x".repeat(70_000)}\nOPENAI_API_KEY = ""\n`
  const made = await stage.repositoryWith({ "app.py": code, ".streamlit/secrets.toml": large })
  await stage.openNew(console, await stage.newModule(made.url))
  await page.getByText(/secrets\.toml is over 64 KiB/).waitFor()
  await screenshot(console, "new-version-too-large-light-1280")
  await page.getByRole("button", { name: "Start with the keys that the code reads" }).click()
  await expect.poll(async () => await secretsText(page)).toContain('REGION = ""')
  await console.close()
})

test("a template of 400 lines lists every key, and its last one is filled in like its first", async () => {
  const console = await stage.console()
  const { page } = console
  const lines = Array.from({ length: 200 }, (_, at) => `# about key ${at}\nKEY_${at} = ""\n`).join(
    "",
  )
  const made = await stage.repositoryWith({ "app.py": code, ".streamlit/secrets.toml": lines })
  const module = await stage.newModule(made.url)
  await stage.openNew(console, module)
  const variables = page.getByRole("region", { name: "Variables" })
  await variables.getByRole("button", { name: /^KEY_199\b/ }).waitFor()
  await page.getByRole("button", { name: "Create version · 200 values missing" }).waitFor()
  await typeValue(page, "KEY_199", canary)
  await page.getByRole("button", { name: "Create version · 199 values missing" }).waitFor()
  await screenshot(console, "new-version-400-lines-light-1280")
  await create(page).click()
  const summary = page.getByRole("alert").filter({ hasText: "was not created" })
  const said = async () => await summary.textContent()
  await expect.poll(said).toContain("was not created: 199 problems")
  expect(await said()).toContain("And 187 more in the list under the text.")
  expect(await secretsText(page)).toContain(canary)
  await console.close()
})

test("a repository that cannot be reached is said so, and a press reads it again", async () => {
  const console = await stage.console()
  const { page } = console
  await page.goto(`/modules/${await stage.newModule("https://nowhere.invalid/a/b")}/new`)
  await page.getByRole("alert").getByText("git.unreachable").waitFor()
  await screenshot(console, "new-version-unreachable-light-1280")
  expect(await axeViolations(page)).toEqual([])
  const steps = page.getByRole("list", { name: "Steps of the reading" }).getByRole("listitem")
  expect(await steps.first().textContent()).toBe("Resolving the commitfailed")
  await Promise.all([
    page.waitForResponse(/\/templates$/),
    page.getByRole("button", { name: "Retry" }).click(),
  ])
  await page.getByRole("alert").getByText("git.unreachable").waitFor()
  await console.close()
})

test("without a network nothing typed is lost: reading and creating say so, and go on when it is back", async () => {
  const console = await stage.console()
  const { page } = console
  const made = await stage.repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": 'OPENAI_API_KEY = ""\n',
  })
  await stage.openNew(console, await stage.newModule(made.url))
  await typeValue(page, "OPENAI_API_KEY", canary)
  await page.getByRole("textbox", { name: /^Notes/ }).fill("typed notes")
  await page.context().setOffline(true)
  await page.getByRole("button", { name: "Read again" }).click()
  await page.getByRole("alert").getByText("unreachable").waitFor()
  await screenshot(console, "new-version-offline-light-1280")
  await create(page).click()
  await expect.poll(async () => await page.getByText("The server does not answer").count()).toBe(2)
  expect(await secretsText(page)).toContain(canary)
  await page.context().setOffline(false)
  await page.getByRole("button", { name: "Retry" }).first().click()
  await expect.poll(async () => await page.getByText("The server does not answer").count()).toBe(1)
  expect(await secretsText(page)).toContain(canary)
  expect(await page.getByRole("textbox", { name: /^Notes/ }).inputValue()).toBe("typed notes")
  await create(page).click()
  await page.waitForURL(isVersionPage)
  await page.getByText("typed notes").waitFor()
  await console.close()
})

test("a credential in a template with a mistake is left blank there too, warned of, and nowhere on the page", async () => {
  const console = await stage.console()
  const { page } = console
  const leaked = `sk-${"aB3dE6gH".repeat(6)}`
  const made = await stage.repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": `OPENAI_API_KEY = ${leaked}\nREGION = \nMODEL = "a"\n`,
  })
  await stage.openNew(console, await stage.newModule(made.url))
  await page.getByRole("alert").getByText("in the repository's template looks like").waitFor()
  const text = await secretsText(page)
  expect(text).toContain('OPENAI_API_KEY = ""')
  expect(text).toContain("REGION = ")
  expect(await page.content()).not.toContain(leaked)
  const asked = await fetch(`${stage.server.origin}/api/v1/templates`, {
    method: "POST",
    headers: {
      accept: "text/event-stream",
      authorization: `Bearer ${stage.server.token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ repository: made.url }),
  })
  const answer = await asked.text()
  expect(answer).toContain("OPENAI_API_KEY")
  expect(answer).not.toContain(leaked)
  expect(await axeViolations(page)).toEqual([])
  await console.close()
})

test("before a version is created its environment is known: used again, to be built, or not to be resolved", async () => {
  const console = await stage.console()
  const { page } = console
  const made = await stage.repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": 'OPENAI_API_KEY = ""\n',
  })
  const module = await stage.newModule(made.url)
  const secrets = 'OPENAI_API_KEY = "x"\n'
  const { client } = stage.server
  const { data } = await client.call("versions.create", {
    params: { id: module },
    body: { secrets },
  })
  for await (const { data: event } of client.events("versions.events", { params: { id: data.id } }))
    expect(event.level).not.toBe("error")
  await stage.openNew(console, module)
  const line = page.getByRole("status", { name: "Environment" })
  await line
    .getByText(
      /Python 3[.\d]+, Streamlit 1\.40\.2, \d+ packages: the same as version 1, used again/,
    )
    .waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "new-version-environment-light-1280")
  await page.getByText("Build options").click()
  const extra = page.getByRole("textbox", { name: /^Extra packages/ })
  await extra.fill("iniconfig==1.1.1")
  await line.getByText(/will be built/).waitFor()
  await extra.fill("-r elsewhere.txt")
  await line.getByText("Not resolved: mend the build options first").waitFor()
  await extra.fill("streamlit==1.39.0")
  await line.getByText("environment.resolve").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "new-version-environment-unresolved-light-1280")
  await extra.fill("")
  await line.getByText(/used again/).waitFor()
  await waitForEditor(page)
  await create(page).click()
  await page.waitForURL(isVersionPage)
  await page.getByText("Ready", { exact: true }).waitFor()
  const next = (await client.call("versions.list", { params: { id: module } })).data.items
  expect(next[0]?.environment).toBe(next[1]?.environment)
  await console.close()
})
