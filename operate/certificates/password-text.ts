/** A password as its file holds it. A byte order mark and one line end, which editors and PowerShell add, are no part of it. */
export function passwordText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes).replace(/\r?\n$/, "");
}

/** Why a password cannot be used in a password file of the products; completes "FILE …". Undefined where it can. */
export function problemOfPassword(password: string): string | undefined {
  if (password === "") return "is empty: whoever gets the PFX file would have its key";
  if (/[\r\n]/.test(password)) return "has more than one line; a password is one line";
  if (/[^\x20-\x7e]/.test(password))
    return "has other characters than ASCII, which Windows may read in another encoding: export the PFX file with another password";
  if (password.trim() !== password)
    return "has a space at an end, which a script may cut off: export the PFX file with another password";
  return undefined;
}
