/** An error as it crosses between processes. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };
