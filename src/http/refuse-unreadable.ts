import type { Duplex } from 'node:stream';
import { operationOutcome } from '#fhir/operation-outcome.ts';

/** A request that is no HTTP never reaches the application; it gets an OperationOutcome all the same. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const diagnostics = tooLarge
    ? 'the headers are larger than this server takes'
    : 'the request is no HTTP that this server reads';
  const body = JSON.stringify(
    operationOutcome([{ severity: 'error', code: 'structure', diagnostics, source: 'http.html' }]),
  );
  const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
