import pino from 'pino';
import { verifyChain } from '#audit/verify-chain.ts';
import { readConfig } from '#config.ts';
import { loadConformance, openStore } from '#server.ts';
import type { ChainHead } from '#storage/audit-chain.ts';

/** `audit verify`: says what the walk of the chain came to. The exit code is 0 if nothing is wrong, 1 if something is. */
export async function verifyCommand(options: {
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
  witness?: ChainHead | undefined;
}): Promise<number> {
  const config = readConfig(options.environment);
  const store = await openStore(config, loadConformance(), pino({ level: 'warn' }));
  try {
    const { links, unchained, head, fault } = await verifyChain({
      store,
      key: config.auditKey,
      witness: options.witness,
    });
    options.say(`${links} links of the chain are whole`);
    if (unchained) options.say(`${unchained} AuditEvents belong to no chain`);
    if (head) options.say(`last whole link: ${head.number}:${head.hash}`);
    if (fault !== undefined) options.say(`FAULT: ${fault}`);
    return fault === undefined ? 0 : 1;
  } finally {
    await store.close();
  }
}
