// Feature registry: what the contract takes as the name and the password of a user of the local registry. Pure.

/** No colon: Basic authentication ends the name there (RFC 7617). */
export function isUserName(name: string): boolean {
  return /^[^:\s]{1,64}$/.test(name);
}

/** bcrypt takes 72 bytes. */
export function isUserPassword(password: string): boolean {
  return password.length >= 8 && new TextEncoder().encode(password).length <= 72;
}
