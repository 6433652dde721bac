// A Python on this machine that environments can be made from.
export interface Interpreter {
  /** The real executable, links resolved. */
  readonly path: string
  /** Its installation; everything that it loads at start lies below. */
  readonly prefix: string
  /** `3.11.7` */
  readonly version: string
  /** `3.11` */
  readonly release: string
  /** What makes wheels built for one interpreter not fit another: `cpython-311-x86_64-linux-gnu`. */
  readonly platform: string
}
