import { BSON, type Document } from 'mongodb';

const { deserialize, serialize } = BSON;

const OP_QUERY = 2004;
const OP_REPLY = 1;
const OP_MSG = 2013;
const HEADER = 16;
const MORE_TO_COME = 2;
const CHECKSUM = 1;

/** One command of a client, with its document sequences as concatenated BSON, by name. */
export interface Message {
  requestId: number;
  command: Document;
  sequences: Map<string, Buffer>;
  /** The client wants no answer. */
  silent: boolean;
  /** Came in the old form that drivers use for their first greeting. */
  legacy: boolean;
}

/** Numbers stay the BSON types they are, so that a command is passed on as it came. */
export const decode = (bytes: Uint8Array): Document =>
  deserialize(bytes, { promoteValues: false, promoteLongs: false });

/** Cuts the bytes of a connection into messages (MongoDB wire protocol, OP_MSG). */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that are complete with this piece. Throws on an opcode that no current driver sends. */
  push(piece: Buffer): Message[] {
    this.#rest = this.#rest.length ? Buffer.concat([this.#rest, piece]) : piece;
    const messages: Message[] = [];
    while (this.#rest.length >= HEADER) {
      const length = this.#rest.readInt32LE(0);
      if (this.#rest.length < length) break;
      messages.push(parse(this.#rest.subarray(0, length)));
      this.#rest = this.#rest.subarray(length);
    }
    return messages;
  }
}

function parse(bytes: Buffer): Message {
  const opcode = bytes.readInt32LE(12);
  if (opcode === OP_MSG) return parseMsg(bytes);
  if (opcode === OP_QUERY) return parseQuery(bytes);
  throw new Error(`opcode ${opcode} is not supported`);
}

function parseQuery(bytes: Buffer): Message {
  const behindName = bytes.indexOf(0, HEADER + 4) + 1;
  const command = decode(documentAt(bytes, behindName + 8));
  return { requestId: bytes.readInt32LE(4), command, sequences: new Map(), silent: false, legacy: true };
}

function parseMsg(bytes: Buffer): Message {
  const flags = bytes.readUInt32LE(HEADER);
  const end = bytes.length - (flags & CHECKSUM ? 4 : 0);
  const sequences = new Map<string, Buffer>();
  let command: Document = {};
  let at = HEADER + 4;
  while (at < end) {
    const kind = bytes[at++];
    const length = bytes.readInt32LE(at);
    if (kind === 0) command = decode(documentAt(bytes, at));
    else {
      const behindName = bytes.indexOf(0, at + 4) + 1;
      sequences.set(bytes.toString('utf8', at + 4, behindName - 1), bytes.subarray(behindName, at + length));
    }
    at += length;
  }
  const silent = (flags & MORE_TO_COME) !== 0;
  return { requestId: bytes.readInt32LE(4), command, sequences, silent, legacy: false };
}

const documentAt = (bytes: Buffer, at: number): Buffer => bytes.subarray(at, at + bytes.readInt32LE(at));

/** The bytes that answer a message with a document, given as such or as BSON. */
export function reply(message: Message, answer: Document | Uint8Array): Buffer {
  const body = answer instanceof Uint8Array ? answer : serialize(answer);
  const head = Buffer.alloc(message.legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(message.requestId, 8);
  head.writeInt32LE(message.legacy ? OP_REPLY : OP_MSG, 12);
  if (message.legacy) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}
