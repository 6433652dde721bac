// The names a secrets document goes by. All have a form of their own, so that a key or a value never passes for one.
export function isDocumentName(text: string): boolean {
  return isVersionName(text) || isInstallName(text)
}

/** `ver_…` or `MODULE@NUMBER`. */
export function isVersionName(text: string): boolean {
  return /^ver_[0-9a-z]{26}$/.test(text) || /^[^\p{Cc}]+@(\d{1,9}|latest)$/u.test(text)
}

/** `ins_…` or `APP/INSTALL`. */
export function isInstallName(text: string): boolean {
  return /^ins_[0-9a-z]{26}$/.test(text) || /^[^\p{Cc}/]+\/[^\p{Cc}/]+$/u.test(text)
}
