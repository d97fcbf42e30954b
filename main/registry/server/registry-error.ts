// Room registry, server: a refusal as a client sees it: a status and an error body with one of the codes of the OCI
// distribution spec ("Error codes"). The message is for people; clients print it.

/** Codes of the distribution spec. */
export type RegistryErrorCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'UNSUPPORTED'
  | 'TOOMANYREQUESTS';

export class RegistryError extends Error {
  readonly status: number;
  readonly code: RegistryErrorCode;
  readonly detail: unknown;
  /** Headers the answer needs beside the body: `Allow`, `Range`, `WWW-Authenticate`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: RegistryErrorCode,
    message: string,
    options: { readonly detail?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = options.detail;
    this.headers = options.headers ?? {};
  }

  /** The body the spec asks for. */
  get body(): string {
    const { code, message, detail } = this;
    return JSON.stringify({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] });
  }
}
