// "New version", its source: reading a commit step by step, what may be wrong with a repository, and the template that it has or has not.
import { afterAll, beforeAll, expect, test } from "vitest"

import { holdRepository } from "../support/held-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { secretsText, typeValue, waitForEditor } from "./editor-page.ts"
import { code, create, NewVersionStage } from "./new-version-stage.ts"
import { screenshot } from "./open-console.ts"

const canary = "canary-7d1f-typed-in-the-console"
const template = `# From platform.openai.com
OPENAI_API_KEY = ""
MODEL = "gpt-4o"
DEBUG = true

[db]
# Ask the data team
password = ""
port = 5432
`

let stage: NewVersionStage

beforeAll(async () => {
  stage = await NewVersionStage.set()
})
afterAll(async () => {
  await stage.close()
})

test("a commit that cannot be read is said in its place, and the text of a person outlives another reading", async () => {
  const console = await stage.console()
  const { page } = console
  const made = await stage.repositoryWith({ "app.py": code, ".streamlit/secrets.toml": template })
  await stage.openNew(console, await stage.newModule(made.url))
  await typeValue(page, "OPENAI_API_KEY", canary)
  const at = page.getByRole("textbox", { name: /^Branch, tag, commit/ })
  await at.fill("no-such-branch")
  await page.getByRole("button", { name: "Read again" }).click()
  await page.getByRole("alert").getByText("git.ref_not_found").waitFor()
  const steps = page.getByRole("list", { name: "Steps of the reading" })
  expect(await steps.getByRole("listitem").first().textContent()).toBe("Resolving the commitfailed")
  expect(await secretsText(page)).toContain(canary)
  await made.commit({ ".streamlit/secrets.toml": 'OTHER = ""\n' }, "2024-12-02T12:00:00Z")
  await at.fill("")
  await page.getByRole("button", { name: "Read again" }).click()
  await page.getByText("The text below is yours and was not touched").waitFor()
  expect(await secretsText(page)).toContain(canary)
  await page.getByRole("button", { name: "Start again from that template" }).click()
  await expect.poll(async () => await secretsText(page)).toContain("OTHER")
  await console.close()
})

test("another reading says where the code of its own commit reads a variable", async () => {
  const console = await stage.console()
  const { page } = console
  const made = await stage.repositoryWith({ "app.py": code, ".streamlit/secrets.toml": template })
  await stage.openNew(console, await stage.newModule(made.url))
  const variables = page.getByRole("region", { name: "Variables" })
  await variables.getByText("read by app.py:3").waitFor()
  await made.commit({ "app.py": `# one\n# two\n${code}` }, "2024-12-02T12:00:00Z")
  await page.getByRole("button", { name: "Read again" }).click()
  await variables.getByText("read by app.py:5").waitFor()
  expect(await variables.getByText("read by app.py:3").count()).toBe(0)
  await console.close()
})

test("a reading shows the step that runs and what each took; cancelling ends it on the server too", async () => {
  const console = await stage.console()
  const { page } = console
  const made = await stage.repositoryWith({ "app.py": code, ".streamlit/secrets.toml": template })
  const held = await holdRepository(made)
  await page.goto(`/modules/${await stage.newModule(made.url)}/new`)
  const steps = page.getByRole("list", { name: "Steps of the reading" }).getByRole("listitem")
  const shown = async () => await steps.allTextContents()
  const waiting = ["Reading the templatewaiting", "Scanning the codewaiting"]
  await expect.poll(shown).toEqual(["Resolving the commitrunning", ...waiting])
  await expect.poll(held.waiting).not.toEqual([])
  await screenshot(console, "new-version-reading-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole("button", { name: "Cancel" }).click()
  await expect.poll(shown).toEqual(["Resolving the commitcancelled", ...waiting])
  await expect.poll(held.waiting, { timeout: 5000 }).toEqual([])
  await page.reload()
  await expect.poll(shown).toEqual(["Resolving the commitrunning", ...waiting])
  await expect.poll(held.waiting).not.toEqual([])
  await held.release()
  await waitForEditor(page)
  expect((await shown()).join(" ")).toMatch(
    /^Resolving the commitdone · [\d.]+ m?s Reading the templatedone · [\d.]+ m?s Scanning the codedone · [\d.]+ m?s$/,
  )
  expect(console.troubles).toEqual([])
  await console.close()
})

test("a restart of the server during a reading is got over: it is read anew, and nothing is asked of the person", async () => {
  const console = await stage.console()
  const { page } = console
  const made = await stage.repositoryWith({ "app.py": code, ".streamlit/secrets.toml": template })
  const held = await holdRepository(made)
  await page.goto(`/modules/${await stage.newModule(made.url)}/new`)
  await expect.poll(held.waiting).not.toEqual([])
  await stage.server.end("SIGKILL")
  await stage.server.start()
  await held.release()
  await waitForEditor(page)
  expect(await page.getByRole("alert").count()).toBe(0)
  await console.close()
})

test("without a template the skeleton of what the code reads is offered; a credential in Git is left blank and warned of", async () => {
  const console = await stage.console()
  const { page } = console
  const bare = await stage.repositoryWith({ "app.py": code })
  await stage.openNew(console, await stage.newModule(bare.url))
  await screenshot(console, "new-version-no-template-light-1280")
  await page.getByRole("button", { name: "Start with the keys that the code reads" }).click()
  await expect.poll(async () => await secretsText(page)).toContain('REGION = ""')
  const leaked = `sk-${"aB3dE6gH".repeat(6)}`
  const leaky = await stage.repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": `OPENAI_API_KEY = "${leaked}"\n`,
  })
  await stage.openNew(console, await stage.newModule(leaky.url))
  await page.getByRole("alert").getByText("in the repository's template looks like").waitFor()
  expect(await secretsText(page)).toContain('OPENAI_API_KEY = ""')
  expect(await page.content()).not.toContain(leaked)
  await screenshot(console, "new-version-credential-in-git-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await console.close()
})

test("a template with mistakes is still the text to start from, with every mistake at its place", async () => {
  const console = await stage.console()
  const { page } = console
  const broken = await stage.repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": 'A = ""\nB = \nA = "twice"\n',
  })
  await stage.openNew(console, await stage.newModule(broken.url))
  const findings = page.getByRole("list", { name: "Findings in the text" })
  await findings.getByText("A has no value").waitFor()
  await findings.getByText("A is defined twice").waitFor()
  expect(await findings.getByText(/^Error line 2/).count()).toBe(1)
  await create(page).click()
  await page.getByRole("alert").filter({ hasText: "was not created" }).waitFor()
  await console.close()
})

test("a private repository is given an access token or a deploy key on the spot, and the token stays nowhere", async () => {
  const console = await stage.console()
  const { page } = console
  const problem = {
    ...{ type: "about:blank", title: "The repository refuses access", status: 422, requestId: "r" },
    ...{ code: "git.access_denied", detail: "The repository refuses access without a credential." },
  }
  await page.route("**/api/v1/templates", async (route) => {
    const contentType = "application/problem+json"
    await route.fulfill({ status: 422, contentType, body: JSON.stringify(problem) })
  })
  const byToken = await stage.newModule("https://github.com/modkeep-tests/private")
  await page.goto(`/modules/${byToken}/new`)
  await page.getByLabel("Access token").fill(canary)
  await screenshot(console, "new-version-private-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole("button", { name: "Store the token and read again" }).click()
  await expect.poll(async () => await page.getByLabel("Access token").inputValue()).toBe("")
  const { data } = await stage.server.client.call("modules.get", { params: { id: byToken } })
  expect(data.credential?.kind).toBe("https-token")
  expect(await page.content()).not.toContain(canary)
  const byKey = await stage.newModule("git@github.com:modkeep-tests/private.git")
  await page.goto(`/modules/${byKey}/new`)
  await page.getByRole("button", { name: "Make a deploy key" }).click()
  await page.getByText(/^ssh-ed25519 /).waitFor()
  await page.unroute("**/api/v1/templates")
  await console.close()
})
