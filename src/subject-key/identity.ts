/** An identifier of a person elsewhere (datatypes.html#Identifier): a medical record number, a national number. */
export interface ForeignIdentifier {
  system: string;
  value: string;
}

/** Who a subject is. */
export interface Identity {
  identifier: ForeignIdentifier[];
  name?: string;
}

/** Reads an identity from JSON; throws a sentence that repeats nothing of it. */
export function readIdentity(text: string): Identity {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Error('the identity is no JSON');
  }
  const { identifier, name, ...more } = (read ?? {}) as Record<string, unknown>;
  const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
  const isIdentifier = (value: unknown): value is ForeignIdentifier => {
    const { system, value: number } = (value ?? {}) as Partial<ForeignIdentifier>;
    return isText(system) && isText(number);
  };
  if (
    !Array.isArray(identifier) ||
    !identifier.length ||
    !identifier.every(isIdentifier) ||
    !(name === undefined || isText(name)) ||
    Object.keys(more).length
  )
    throw new Error(
      'an identity is {"identifier":[{"system":"...","value":"..."}],"name":"..."}, the name if you like',
    );
  return {
    identifier: identifier.map(({ system, value }) => ({ system: system.trim(), value: value.trim() })),
    ...(name === undefined ? {} : { name: name.trim() }),
  };
}
