// Whether memory is short, and why: by what the machine has left, by how long it stood still for it, by a budget for all modules.
//
// Each signal has two thresholds, so that what was relieved once is not short again at the next look.
import type { EngineMemory } from "../engine.ts"

export interface MemoryLimits {
  /** Share of the machine's memory that stays free, 0 to 1. 0 = nobody is put to sleep for the machine. */
  readonly reserveShare: number
  /** What all modules together may use: bytes, or a share of the machine's memory. */
  readonly modulesMax?: { readonly bytes: number } | { readonly share: number } | undefined
}

export interface Pressure {
  readonly signal: "reserve" | "stalled" | "budget"
  /** One sentence for people. */
  readonly reason: string
  /** True: it will not wait. The kernel would end a module by itself next, or the budget is passed by far. */
  readonly isSevere: boolean
}

const reliefFactor = 1.25
const budgetRelief = 0.9
const severeFactor = 1.1
// Everything stood still for half a second of the last ten: pages are read again that were just dropped.
const stalledShare = 0.05

/** @param wasShort memory was short at the last look: it is until it is well again */
export function pressureOf(
  memory: EngineMemory,
  limits: MemoryLimits,
  wasShort: boolean,
): Pressure | undefined {
  return (
    ofReserve(memory, limits, wasShort) ??
    ofStalling(memory, limits) ??
    ofBudget(memory, limits, wasShort)
  )
}

function ofReserve(
  { totalBytes, availableBytes }: EngineMemory,
  { reserveShare }: MemoryLimits,
  wasShort: boolean,
): Pressure | undefined {
  const reserve = totalBytes * reserveShare
  if (availableBytes >= reserve * (wasShort ? reliefFactor : 1)) return undefined
  return {
    signal: "reserve",
    reason: `The machine had ${mebibytes(availableBytes)} MiB of memory left, and ${mebibytes(reserve)} MiB are to stay free`,
    isSevere: availableBytes < reserve / 2,
  }
}

/** Only where the reserve is near: a machine can also stand still for another's group. */
function ofStalling(memory: EngineMemory, { reserveShare }: MemoryLimits): Pressure | undefined {
  const { totalBytes, availableBytes, stalledShare: stood } = memory
  if (stood === undefined || stood < stalledShare) return undefined
  if (availableBytes >= 2 * totalBytes * reserveShare) return undefined
  const percent = Math.round(stood * 100)
  return {
    signal: "stalled",
    reason: `The machine stood still for want of memory for ${percent} % of the last ten seconds`,
    isSevere: false,
  }
}

function ofBudget(
  { totalBytes, modulesBytes }: EngineMemory,
  { modulesMax }: MemoryLimits,
  wasShort: boolean,
): Pressure | undefined {
  if (modulesMax === undefined || modulesBytes === undefined) return undefined
  const budget = "bytes" in modulesMax ? modulesMax.bytes : modulesMax.share * totalBytes
  if (modulesBytes <= budget * (wasShort ? budgetRelief : 1)) return undefined
  return {
    signal: "budget",
    reason: `All pages together used ${mebibytes(modulesBytes)} MiB of memory, and ${mebibytes(budget)} MiB are meant for them`,
    isSevere: modulesBytes > budget * severeFactor,
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1_048_576)
}
