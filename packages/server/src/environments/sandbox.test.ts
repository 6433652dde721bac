import { describe, expect, test } from "vitest"

import { sandboxCommand } from "./sandbox.ts"

const request = {
  readOnly: ["/root/.pyenv/versions/3.10.13"],
  writable: ["/data/environments/.building/job-1"],
  network: false,
  cwd: "/data/environments/.building/job-1",
  command: ["/bin/echo", "--", "$(id)"],
  fileBytesMax: 1000,
  processesMax: 10,
}

describe("the sandbox's command line", () => {
  test("ends with the command as it was given, never through a shell", () => {
    const { args } = sandboxCommand("/bwrap", request, undefined)
    expect(args.slice(-3)).toEqual(request.command)
    expect(args).not.toContain("sh")
  })

  test("becomes the build's user after the mounts when the server is root, else makes a user namespace", () => {
    const asRoot = sandboxCommand("/bwrap", request, { uid: 64_900, gid: 64_900 }).args
    expect(asRoot).toContain("--reuid=64900")
    expect(asRoot).not.toContain("--unshare-user")
    const asUser = sandboxCommand("/bwrap", request, undefined).args
    expect(asUser).toContain("--unshare-user")
    expect(asUser.join(" ")).not.toContain("setpriv")
  })

  test("has the machine's network only for steps that need it", () => {
    expect(sandboxCommand("/bwrap", request, undefined).args).toContain("--unshare-net")
    const open = sandboxCommand("/bwrap", { ...request, network: true }, undefined).args
    expect(open).not.toContain("--unshare-net")
  })

  test("sets no variable in the arguments, which every local user can read", () => {
    expect(sandboxCommand("/bwrap", request, undefined).args).not.toContain("--setenv")
  })

  test("shows private folders of the machine as empty steps on the way to what is bound", () => {
    const { args } = sandboxCommand("/bwrap", request, undefined)
    const bound = args.flatMap((arg, at) => (/^--(?:ro-)?bind/u.test(arg) ? [args[at + 1]] : []))
    expect(bound).not.toContain("/root")
    expect(bound).not.toContain("/data")
    expect(args.join(" ")).toContain("--perms 0755 --dir /root --perms 0755 --dir /root/.pyenv")
  })
})
