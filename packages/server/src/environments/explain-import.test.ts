import { describe, expect, test } from "vitest"

import { explainImport } from "./explain-import.ts"
import type { ImportOutcome } from "./try-imports.ts"

const failed = (more: Partial<ImportOutcome>): ImportOutcome => ({
  module: "x",
  state: "failed",
  kind: "ImportError",
  missing: "",
  message: "",
  ...more,
})

describe("a failed import in plain words", () => {
  test.each([
    ["clarifai_utils.auth.helper", "clarifai_utils", "clarifai-utils==0.1.20"],
    ["cv2", "cv2", "opencv-python-headless"],
    ["PIL.Image", "PIL", "pillow"],
    ["sklearn.svm", "sklearn", "scikit-learn"],
    ["google.cloud.storage", "google.cloud", "google-cloud-storage"],
    ["clarifai.client.auth.helper", "clarifai.client.auth", "pin a release of clarifai"],
    ["some_unknown", "some_unknown", "some-unknown"],
  ])("%s without %s offers %s first", (module, missing, requirement) => {
    const { mends } = explainImport(failed({ module, missing, kind: "ModuleNotFoundError" }))
    expect(mends[0]).toContain(requirement)
    expect(mends.at(-1)).toContain("deploy it anyway")
  })

  test("tells a package's own missing dependency from the module's", () => {
    const { sentence } = explainImport(
      failed({ module: "clarifai.client", missing: "pkg_resources" }),
    )
    expect(sentence).toContain('"clarifai.client" itself needs "pkg_resources"')
  })

  test("explains a screen's library on a server", () => {
    const message = "libGL.so.1: cannot open shared object file: No such file or directory"
    const { sentence, mends } = explainImport(failed({ module: "cv2", message }))
    expect(sentence).toContain("libGL.so.1")
    expect(mends[0]).toContain("opencv-python-headless")
  })

  test.each([
    "pyarrow requires NumPy 2.0 or newer, found 1.26.4",
    "numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88",
  ])("%s is told as packages of different times", (message) => {
    expect(explainImport(failed({ module: "pandas", message })).mends[0]).toContain("commit's date")
  })

  test("says so when an import ended the interpreter", () => {
    const { sentence } = explainImport(
      failed({ state: "crashed", message: "the interpreter ended (SIGSEGV)" }),
    )
    expect(sentence).toContain("SIGSEGV")
  })
})
