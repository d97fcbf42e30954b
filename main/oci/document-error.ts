// Room main/oci: the one error that parsing a JSON document throws. It knows what is wrong, not which archive or blob it was in:
// the caller does, and makes a coded failure or a warning of it.

/** `reason` is a plain clause, without a final stop, such as `layers and manifests in one document`. */
export class DocumentError extends Error {
  readonly reason: string;

  constructor(reason: string, options?: { readonly cause?: unknown }) {
    super(reason, options);
    this.name = 'DocumentError';
    this.reason = reason;
  }
}
