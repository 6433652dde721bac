// Opens the keyring at the start, before anything is read: with the right root key, or not at all.
//
// The state (the root key's check value) lies with the data. Right key: the keyring. Wrong key: `keyring.root_key_wrong`. No key
// although there is data: `keyring.root_key_missing`, because a new key would only hide that the old one is lost.
import { timingSafeEqual } from "node:crypto"
import type { Clock } from "#base/clock.ts"
import { Fault } from "#base/fault.ts"
import type { Keyring } from "./keyring.ts"
import type { RootKey, RootKeySource } from "./kms/root-key.ts"
import { rootKeySource } from "./kms/root-key-source.ts"
import { newKeyring } from "./new-keyring.ts"

export interface KeyringState {
  readonly rootCheck: Uint8Array
  readonly term: number
  readonly createdAt: number
}

interface OpenRequest {
  /** MODKEEP_ROOT_KEY. */
  readonly reference: string
  /** What the store holds; undefined on the first start. */
  readonly state: KeyringState | undefined
  /** True only while there is no data that an older root key would have to open. */
  readonly allowCreate: boolean
  readonly clock: Clock
}

/** `state` is to be stored when there was none. */
export async function openKeyring({
  reference,
  state,
  allowCreate,
  clock,
}: OpenRequest): Promise<{ keyring: Keyring; state: KeyringState }> {
  const source = rootKeySource(reference)
  const root = await rootKey(source, state === undefined && allowCreate)
  const rootCheck = await root.checkValue()
  if (state !== undefined && !isSame(state.rootCheck, rootCheck)) {
    throw new Fault("keyring.root_key_wrong", {
      public:
        `The root key in ${source.place} is not the one that sealed this data. ` +
        "Put back the right key file, or choose the data folder that belongs to this key",
    })
  }
  return {
    keyring: newKeyring(root),
    state: state ?? { rootCheck, term: root.term, createdAt: clock.now() },
  }
}

async function rootKey(source: RootKeySource, mayCreate: boolean): Promise<RootKey> {
  const found = await source.read()
  if (found) return found
  if (mayCreate) return await source.create()
  throw new Fault("keyring.root_key_missing", {
    public:
      `The root key is not in ${source.place}, and this data cannot be opened without it. ` +
      "Put back the key file from where you keep its copy, or name its place with MODKEEP_ROOT_KEY",
  })
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
