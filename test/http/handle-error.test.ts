import { refuse } from '#fhir/operation-outcome.ts';
import { toRefusal } from '#http/handle-error.ts';
import { StoreUnavailable } from '#storage/resource-store.ts';

/** The refusal of an error, and what was reported for the log. */
function refusalOf(error: unknown) {
  const reported: unknown[] = [];
  const refusal = toRefusal(error, 'request-7', (defect) => reported.push(defect));
  return { refusal, reported };
}

it('leaves a refusal as it is', () => {
  const refused = refuse(404, 'not-found', 'nobody');
  expect(refusalOf(refused)).toEqual({ refusal: refused, reported: [] });
});

it('asks to try again later when the store cannot be used', () => {
  const { refusal, reported } = refusalOf(new StoreUnavailable('database or disk is full'));
  expect(refusal).toMatchObject({
    status: 503,
    headers: { 'Retry-After': '5' },
    issues: [{ code: 'transient' }],
  });
  expect(refusal.message).not.toContain('disk');
  expect(reported).toHaveLength(1);
});

it('tells the client the number of the request and nothing of the inside', () => {
  for (const defect of [new TypeError("cannot read 'family' of Candra"), 'a text', undefined]) {
    const { refusal, reported } = refusalOf(defect);
    expect(refusal).toMatchObject({ status: 500, issues: [{ code: 'exception' }] });
    expect(refusal.message).toContain('request-7');
    expect(refusal.message).not.toContain('Candra');
    expect(reported).toEqual([defect]);
  }
});
