// The messages are uv 0.13.9's own, from real resolves.
import { describe, expect, test } from "vitest"

import { explainResolve } from "./explain-resolve.ts"
import { readResolveFailure } from "./resolve-failure.ts"

const head = "error: No solution found when resolving dependencies\n  cause: "
const messages = {
  later: `${head}Because there is no version of clarifai==9.10.4 and you require clarifai==9.10.4, we can conclude that your requirements are unsatisfiable.\n\nhint: \`clarifai\` was filtered by \`exclude-newer\` to only include packages uploaded before 2023-11-16T00:00:00Z. The requested version, v9.10.4, was published at 2023-11-23T13:49:16.878Z. Consider using \`exclude-newer-package\` to override the cutoff for this package.`,
  laterBound: `${head}Because only streamlit<=1.24.1 is available and you require streamlit>=1.60, we can conclude that your requirements are unsatisfiable.\n\nhint: \`streamlit\` was filtered by \`exclude-newer\` to only include packages uploaded before 2023-07-16T00:00:00Z. The latest version satisfying the requirement is v1.67.0, published at 2026-11-05T19:53:51Z. Consider using \`exclude-newer-package\` to override the cutoff for this package.`,
  wheels: `${head}Because opencv-python==4.7.0.68 has no usable wheels and clarifai>=9.10.4 depends on opencv-python==4.7.0.68, we can conclude that clarifai>=9.10.4 cannot be used.\n         And because you require clarifai==9.10.4, we can conclude that your requirements are unsatisfiable.\n\nhint: Wheels are required for \`opencv-python\` because building from source is disabled for all packages (i.e., with \`--no-build\`)`,
  wheelsRange: `${head}Because antlr4-python3-runtime>=4.9,<=4.9.3 has no usable wheels and only the following versions of antlr4-python3-runtime are available:\n             antlr4-python3-runtime<4.9.dev0\n         we can conclude that antlr4-python3-runtime==4.9.* cannot be used.\n\nhint: Wheels are required for \`antlr4-python3-runtime\` because building from source is disabled for all packages (i.e., with \`--no-build\`)`,
  yanked: `${head}Because opencv-python==4.7.0.68 was yanked (reason: Deprecated, use 4.7.0.71) and clarifai>=9.10.4 depends on opencv-python==4.7.0.68, we can conclude that clarifai>=9.10.4 cannot be used.`,
  missing: `${head}Because nosuchpackage-xyzzy was not found in the package registry and you require nosuchpackage-xyzzy, we can conclude that your requirements are unsatisfiable.`,
  conflict: `${head}Because streamlit==1.23.1 depends on numpy>=1,<2 and you require streamlit==1.23.1, we can conclude that you require numpy>=1,<2.\n         And because you require numpy==9.9.9, we can conclude that your requirements are unsatisfiable.`,
  python: `${head}Because the requested Python version (>=3.8) does not satisfy all of:\n             Python>=3.9,<3.9.7\n         and streamlit==1.50.0 depends on one of:\n             Python>=3.9,<3.9.7\n         we can conclude that streamlit==1.50.0 cannot be used.`,
  network:
    "error: Request failed after 3 retries in 10.6s\n  cause: Failed to fetch: https://localhost:1/simple/streamlit/\n  cause: error sending request for url (https://localhost:1/simple/streamlit/)",
}

describe("uv's refusal", () => {
  test("of a release later than the date gives the time it came out", () => {
    expect(readResolveFailure(messages.later)).toEqual({
      kind: "later-release",
      name: "clarifai",
      published: "2023-11-23T13:49:16.878Z",
      isPin: true,
    })
    expect(readResolveFailure(messages.laterBound)).toMatchObject({
      published: "2026-11-05T19:53:51Z",
      isPin: false,
    })
  })

  test("for want of a wheel gives the distribution and the bound", () => {
    expect(readResolveFailure(messages.wheels)).toEqual({
      kind: "no-wheel",
      name: "opencv-python",
      specifier: "==4.7.0.68",
    })
    expect(readResolveFailure(messages.wheelsRange)).toEqual({
      kind: "no-wheel",
      name: "antlr4-python3-runtime",
      specifier: ">=4.9,<=4.9.3",
    })
  })

  test.each([
    ["yanked", { kind: "yanked", name: "opencv-python", specifier: "==4.7.0.68" }],
    ["missing", { kind: "not-found", name: "nosuchpackage-xyzzy" }],
    ["python", { kind: "python" }],
    ["network", { kind: "network" }],
    ["conflict", { kind: "conflict" }],
  ] as const)("%s is told apart", (name, expected) => {
    expect(readResolveFailure(messages[name])).toMatchObject(expected)
  })

  test("in a wording nobody knows is a conflict with its own text", () => {
    expect(readResolveFailure("error: something new")).toEqual({
      kind: "conflict",
      text: "error: something new",
    })
  })
})

describe("a refusal in plain words", () => {
  const explain = (text: string) => explainResolve(readResolveFailure(text), text)

  test("names the contradiction and ends with a mend", () => {
    const fault = explain(messages.conflict)
    expect(fault.code).toBe("environment.resolve")
    expect(fault.public).toContain("streamlit==1.23.1 depends on numpy>=1,<2")
    expect(fault.public).toContain("Mend: ")
    expect(fault.public).not.toContain("hint")
  })

  test("may be retried when the index cannot be reached", () => {
    expect(explain(messages.network).code).toBe("environment.unreachable")
  })

  test.each([
    ["cv2", "opencv-python-headless"],
    ["sqlite3", "Python itself brings it"],
    ["strealmit", "check the spelling"],
  ])("offers the likely mend for a package called %s", (name, mend) => {
    const text = messages.missing.replaceAll("nosuchpackage-xyzzy", name)
    expect(explain(text).public).toContain(mend)
  })
})
