/** Something of the authorization server that an audit trail tells (who, which client, how it ended). */
export interface SmartEvent {
  kind:
    | 'signed-in'
    | 'sign-in-refused'
    | 'sign-in-locked'
    | 'consented'
    | 'consent-refused'
    | 'token-issued'
    | 'token-refused'
    | 'grant-revoked'
    | 'account-changed';
  /** Id of the user, where one is known. */
  user?: string;
  client?: string;
  /** Scopes granted, parted by spaces. */
  scopes?: string;
  /** Logical id of the Patient in context. */
  patient?: string;
  /** The error code that was answered. */
  error?: string;
  /** Why, for those who run the server; the client is told less. */
  reason?: string;
}

/** Takes note of an event. It is no secret and holds no secret. */
export type ReportEvent = (event: SmartEvent) => void;
