import { createHash, randomBytes } from 'node:crypto';

/** Under this a secret is kept: whoever reads the store learns no token that could be used. */
export const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** A secret that nobody guesses: 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
