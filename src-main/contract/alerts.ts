/** Something the user should know. Every alert says what to do about it. */
export interface Alert {
  /** Stable identifier, for example `serial-permission`; one alert per code stands at a time. */
  readonly code: string;
  readonly severity: 'information' | 'warning' | 'error';
  readonly message: string;
  readonly remedy: string;
}

/** An error whose message is for the user and whose remedy says what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly code: string,
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  toAlert(): Alert {
    return { code: this.code, severity: 'error', message: this.message, remedy: this.remedy };
  }
}
