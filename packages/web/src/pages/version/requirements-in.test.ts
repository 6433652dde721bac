import { describe, expect, it } from "vitest"

import { requirementsIn } from "./requirements-in.ts"

describe("requirementsIn", () => {
  it.each([
    ["", []],
    [" , ", []],
    ["numpy<2", ["numpy<2"]],
    ["clarifai-utils==0.1.20, numpy<2", ["clarifai-utils==0.1.20", "numpy<2"]],
    ["numpy,pandas,", ["numpy", "pandas"]],
  ])("reads %j as requirements with commas between", (line, requirements) => {
    expect(requirementsIn(line)).toEqual(requirements)
  })

  it.each(["pandas>=1,<3", "pandas >= 1, < 3", "pandas>=1,!=2.0", "dask[array,diagnostics]"])(
    "keeps %j whole: its comma is its own",
    (line) => {
      expect(requirementsIn(line)).toEqual([line])
      expect(requirementsIn(`numpy, ${line}, altair`)).toEqual(["numpy", line, "altair"])
    },
  )
})
