import type { Logger } from 'pino';
import { askedBy } from './asked-by.ts';
import type { ReportEvent, SmartEvent } from './events.ts';
import { ISSUER_PATH } from './smart.ts';

/** Writes an event down for good; resolves when that is done. */
type Tell = (event: SmartEvent, origin: { address?: string | undefined }, issuer: string) => Promise<void>;

/** Takes events into the log of the process, without the user, and into the audit trail, before the request is answered. */
export function reportEvents(log: Pick<Logger, 'info' | 'error'>, baseUrl: string, tell: Tell): ReportEvent {
  return (event) => {
    const { kind, client, error, reason } = event;
    log.info({ kind, client, error, reason }, 'access');
    const asked = askedBy.getStore();
    const told = tell(event, { address: asked?.origin.address }, baseUrl + ISSUER_PATH);
    asked?.pending.push(told);
    told.catch((failure: unknown) => log.error({ err: failure }, 'an event was not stored'));
  };
}
