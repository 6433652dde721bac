// The root key, wherever it is kept. It wraps owner keys and proves which key it is; its bytes are nobody else's business.
//
// A key in a file answers at once; one in a key management service answers over the network. Hence the promises.
export interface RootKey {
  readonly term: number
  /** Fixed bytes that only this key gives: kept beside the data, they tell the right key from a wrong one. */
  checkValue(): Promise<Uint8Array>
  wrap(plain: Uint8Array, additionalData: Uint8Array): Promise<Uint8Array>
  /** Undefined when the bytes were wrapped by another key or for other additional data. */
  unwrap(wrapped: Uint8Array, additionalData: Uint8Array): Promise<Uint8Array | undefined>
}

/** Where a root key is found, as a reference such as `file:/var/lib/modkeep/root.key` names it. */
export interface RootKeySource {
  /** Undefined when there is none yet. */
  read(): Promise<RootKey | undefined>
  /** Makes the key, or reads the one that somebody else made meanwhile. */
  create(): Promise<RootKey>
  /** For messages. */
  readonly place: string
  readonly kind: "file"
  /** What a person keeps elsewhere to have the key again when this place is lost; undefined when there is none. */
  exportText(): Promise<string | undefined>
}
