/** One entry of a request: `POST Patient`, its resource, and what else stands in entry and request. */
export function entry(
  request: string,
  resource?: object,
  {
    fullUrl,
    ...conditions
  }: { fullUrl?: string; ifNoneExist?: string; ifMatch?: string; ifNoneMatch?: string } = {},
): object {
  const [method, url] = request.split(' ');
  return {
    ...(fullUrl ? { fullUrl } : {}),
    ...(resource ? { resource } : {}),
    request: { method, url, ...conditions },
  };
}

export const bundleOf = (type: string, ...entries: object[]): object => ({
  resourceType: 'Bundle',
  type,
  entry: entries,
});

export const transactionOf = (...entries: object[]): object => bundleOf('transaction', ...entries);

/** A urn:uuid of a number. */
export const urn = (n: number): string => `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const patient = (identifier: string, more: object = {}): object => ({
  resourceType: 'Patient',
  identifier: [{ system: 'urn:s', value: identifier }],
  ...more,
});

export const observation = (subject: string, more: object = {}): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'HbA1c' },
  subject: { reference: subject },
  ...more,
});
