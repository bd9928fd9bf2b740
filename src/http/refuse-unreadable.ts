import type { Duplex } from 'node:stream';
import { type IssueCode, operationOutcome } from '#fhir/operation-outcome.ts';

const NO_HTTP = 'the request is no HTTP that this server reads';

const REASONS: Record<string, { status: string; code: IssueCode; diagnostics: string }> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'too-long',
    diagnostics: 'the headers are larger than this server takes',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'timeout',
    diagnostics: 'the request did not arrive in time',
  },
};

/** A request that is no HTTP never reaches the application; it gets an OperationOutcome all the same. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, code, diagnostics } =
    REASONS[error.code ?? ''] ??
    ({ status: '400 Bad Request', code: 'structure', diagnostics: NO_HTTP } as const);
  const body = JSON.stringify(
    operationOutcome([{ severity: 'error', code, diagnostics, source: 'http.html' }]),
  );
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
