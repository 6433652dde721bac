// A Git LFS pointer stands in the tree where a large file is meant; its text is no content of the file.
// The form: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
const opening = Buffer.from("version https://git-lfs.github.com/spec/")
const bytesMax = 1_024

export function isLfsPointer(bytes: Buffer): boolean {
  return bytes.length < bytesMax && bytes.subarray(0, opening.length).equals(opening)
}
