// Reads the root key as the text that a person keeps elsewhere: the one way on which a key leaves the keyring. It is checked to be
// the key that sealed this data first, so that nobody puts away a copy that would open nothing.
import { timingSafeEqual } from "node:crypto"

import { Fault } from "#base/fault.ts"

import type { KeyringState } from "./open-keyring.ts"
import { rootKeySource } from "./kms/root-key-source.ts"

/** @throws Fault keyring.root_key_missing, keyring.root_key_wrong */
export async function exportRootKey(
  reference: string,
  state: Pick<KeyringState, "rootCheck">,
): Promise<string> {
  const source = rootKeySource(reference)
  const root = await source.read()
  const text = await source.exportText()
  if (root === undefined || text === undefined) {
    throw new Fault("keyring.root_key_missing", {
      public: `The root key is not in ${source.place} any more. Put it back before this server ends`,
    })
  }
  const check = await root.checkValue()
  if (check.length === state.rootCheck.length && timingSafeEqual(check, state.rootCheck))
    return text
  throw new Fault("keyring.root_key_wrong", {
    public: `The root key in ${source.place} is not the one that sealed this data. Put back the right one`,
  })
}
