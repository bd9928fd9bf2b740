import type { SecurityEvent } from '#audit/security-event.ts';

/** Something of the authorization server that an audit trail tells (who, which client, how it ended). */
export interface SmartEvent extends SecurityEvent {
  /** Why, for those who run the server; the client is told less. */
  reason?: string;
}

/** Takes note of an event. It is no secret and holds no secret. */
export type ReportEvent = (event: SmartEvent) => void;
