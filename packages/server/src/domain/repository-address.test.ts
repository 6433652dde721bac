import { describe, expect, test } from "vitest"
import { parseRepositoryAddress } from "./repository-address.ts"
import { sameRepository } from "./repository-address-same.ts"

const sha = "4f2a9c1b0d3e5f60718293a4b5c6d7e8f9012345"
const battle = "https://github.com/Clarifai/module-llm-battleground"

// What is pasted | url | ref | folder | entry point | kind
const understood = `
${battle} | ${battle}.git | - | - | - | clone
${battle}/ | ${battle}.git | - | - | - | clone
   ${battle}.git | ${battle}.git | - | - | - | clone
${battle}?tab=readme-ov-file#usage | ${battle}.git | - | - | - | clone
github.com/Clarifai/module-llm-battleground | ${battle}.git | - | - | - | clone
https://www.GitHub.com/Clarifai/module-llm-battleground | ${battle}.git | - | - | - | clone
https://git.example.org:8443/team/app | https://git.example.org:8443/team/app | - | - | - | clone
https://git.example.org/app.git | https://git.example.org/app.git | - | - | - | clone
https://dev.azure.com/org/My%20Project/_git/repo | https://dev.azure.com/org/My%20Project/_git/repo | - | - | - | clone
https://gitlab.com/group/sub/deep/repo | https://gitlab.com/group/sub/deep/repo.git | - | - | - | clone
git@github.com:Clarifai/module-llm-battleground.git | ssh://git@github.com/Clarifai/module-llm-battleground.git | - | - | - | clone
deploy@host.example:apps/chat.git | deploy@host.example:apps/chat.git | - | - | - | clone
deploy@host.example:/srv/chat.git | ssh://deploy@host.example/srv/chat.git | - | - | - | clone
ssh://git@host.example:2222/~dana/chat.git | ssh://git@host.example:2222/~dana/chat.git | - | - | - | clone
ssh://[2001:db8::1]/chat.git | ssh://git@[2001:db8::1]/chat.git | - | - | - | clone
file:///srv/my%20repos/chat | file:///srv/my%20repos/chat | - | - | - | clone
${battle}/commit/${sha} | ${battle}.git | ${sha} | - | - | commit
${battle}/commit/4f2a9c1#diff-0 | ${battle}.git | 4f2a9c1 | - | - | commit
${battle}/commits/${sha} | ${battle}.git | ${sha} | - | - | commit
${battle}/pull/12/commits/${sha} | ${battle}.git | ${sha} | - | - | commit
${battle}/tree/main | ${battle}.git | main | - | - | tree
${battle}/tree/main/apps/chat | ${battle}.git | main | apps/chat | - | tree
${battle}/tree/refs/heads/main/apps | ${battle}.git | refs/heads/main | apps | - | tree
${battle}/commits/feature/x | ${battle}.git | feature/x | - | - | tree
${battle}/releases/tag/v1.2 | ${battle}.git | v1.2 | - | - | tree
${battle}/blob/main/app.py?plain=1#L10-L20 | ${battle}.git | main | - | app.py | blob
${battle}/blob/main/src/My%20app.py | ${battle}.git | main | - | src/My app.py | blob
${battle}/blob/main/README.md | ${battle}.git | main | - | - | blob
${battle}/edit/main/app.py | ${battle}.git | main | - | app.py | blob
https://raw.githubusercontent.com/o/r/main/a/app.py | https://github.com/o/r.git | main | - | a/app.py | blob
https://gitlab.com/g/s/r/-/commit/${sha} | https://gitlab.com/g/s/r.git | ${sha} | - | - | commit
https://gitlab.com/g/s/r/-/tree/main/apps?ref_type=heads | https://gitlab.com/g/s/r.git | main | apps | - | tree
https://gitlab.com/g/r/-/blob/main/app.py | https://gitlab.com/g/r.git | main | - | app.py | blob
https://gitlab.com/g/r/-/tags/v1 | https://gitlab.com/g/r.git | v1 | - | - | tree
https://git.example.org/g/r/-/tree/main | https://git.example.org/g/r | main | - | - | tree
https://bitbucket.org/w/r/commits/${sha} | https://bitbucket.org/w/r.git | ${sha} | - | - | commit
https://bitbucket.org/w/r/src/main/app.py | https://bitbucket.org/w/r.git | main | - | app.py | blob
https://bitbucket.org/w/r/src/main/apps/ | https://bitbucket.org/w/r.git | main | apps | - | tree
https://bitbucket.org/w/r/branch/feature/x | https://bitbucket.org/w/r.git | feature/x | - | - | tree
https://codeberg.org/o/r/src/branch/main/apps | https://codeberg.org/o/r.git | main | apps | - | tree
https://codeberg.org/o/r/src/commit/${sha}/app.py | https://codeberg.org/o/r.git | ${sha} | - | app.py | blob
https://gitea.example/o/r/src/tag/v1/app.py | https://gitea.example/o/r | v1 | - | app.py | blob
https://share.streamlit.io/deploy?repository=o/r&branch=feature/x&mainModule=a/app.py | https://github.com/o/r.git | feature/x | - | a/app.py | deploy-link
https://share.streamlit.io/deploy?repository=https%3A%2F%2Fgithub.com%2Fo%2Fr | https://github.com/o/r.git | - | - | - | deploy-link
https://huggingface.co/spaces/o/n | https://huggingface.co/spaces/o/n | - | - | - | space
https://hf.co/spaces/o/n/tree/main/src | https://huggingface.co/spaces/o/n | main | src | - | space
https://huggingface.co/spaces/o/n/blob/main/app.py | https://huggingface.co/spaces/o/n | main | - | app.py | space
`
  .trim()
  .split("\n")
  .map((row) => row.split(" | ").map((cell) => (cell === "-" ? undefined : cell)))

describe("parseRepositoryAddress", () => {
  test.each(understood)("understands %s", (text = "", url, ref, directory, entrypoint, kind) => {
    const address = parseRepositoryAddress(text)
    expect([address.url, address.ref, address.directory, address.entrypoint, address.kind]).toEqual(
      [url, ref, directory, entrypoint, kind],
    )
  })

  test("what it made of an address is itself an address of the same repository", () => {
    for (const [text = ""] of understood) {
      const address = parseRepositoryAddress(text)
      const again = parseRepositoryAddress(address.url)
      expect(again.url).toBe(address.url)
      expect(sameRepository(address, again)).toBe(true)
    }
  })

  test("a ref with slashes gives every way to cut ref from path, the shortest first", () => {
    const { candidates } = parseRepositoryAddress(`${battle}/blob/feature/x/src/app.py`)
    expect(candidates).toEqual([
      { ref: "feature", entrypoint: "x/src/app.py" },
      { ref: "feature/x", entrypoint: "src/app.py" },
      { ref: "feature/x/src", entrypoint: "app.py" },
    ])
    expect(parseRepositoryAddress(`${battle}/tree/${sha}/a/b`).candidates).toEqual([
      { ref: sha, directory: "a/b" },
    ])
  })

  test("says in one sentence what it understood", () => {
    expect(parseRepositoryAddress(`${battle}/blob/main/src/app.py`).understood).toBe(
      "Read from a file of GitHub: repository github.com/Clarifai/module-llm-battleground, ref main, entry point src/app.py",
    )
  })

  test.each([
    ["https://dana:ghp_canary@github.com/o/r", /holds a user name or a password.*credential/s],
    ["https://ghp_canary@github.com/o/r", /holds a user name or a password/],
    ["ssh://git:canary@github.com/o/r", /holds a password.*deploy key/s],
    ["https://git.example.org/o/r?private_token=canary", /no \? and no #/],
    ["http://github.com/o/r?t=canary", /clear text/],
    ["https://github.com/o/r/issues/3", /GitHub is not one of a commit/],
    ["https://github.com/canary", /GitHub is not one of a repository/],
    ["https://my-app.streamlit.app/", /running app/],
    ["https://huggingface.co/datasets/o/canary", /not a Space/],
  ])("refuses %s in words that say what to write and repeat no credential", (text, words) => {
    expect(() => parseRepositoryAddress(text)).toThrow(words)
    expect(() => parseRepositoryAddress(text)).not.toThrow(/canary/)
  })
})

describe("sameRepository", () => {
  const same = (a: string, b: string): boolean =>
    sameRepository(parseRepositoryAddress(a), parseRepositoryAddress(b))

  test("one repository under all its addresses", () => {
    expect(same(battle, "git@github.com:clarifai/Module-LLM-battleground.git")).toBe(true)
    expect(same(battle, `${battle}/commit/${sha}`)).toBe(true)
    expect(same("https://git.example/a/b.git", "ssh://git@git.example:2222/a/b")).toBe(true)
  })

  test("two repositories are never one", () => {
    expect(same(battle, "https://github.com/evil/module-llm-battleground")).toBe(false)
    expect(same("https://git.example/a/B", "https://git.example/a/b")).toBe(false)
    expect(same("https://git.example/a", "https://git.example:8443/a")).toBe(false)
    expect(same("https://git.example/a", "https://other.example/a")).toBe(false)
    expect(same("file:///srv/a.git", "file:///srv/a")).toBe(false)
    expect(same("file:///srv/a", "https://git.example/srv/a")).toBe(false)
  })
})
