import { describe, expect, test } from '@jest/globals';
import { loadStudy, readStudyResources } from '#cli/demo/load-study.ts';
import { refusal, withPeer } from './peer.ts';

const folders = ['study', 'terminology', 'profiles'].map(
  (name) => new URL(`../../../${name}/`, import.meta.url),
);

describe('loading the study', () => {
  test('puts every resource under its own id in one transaction', async () => {
    const { count, bodies } = await withPeer(
      () => ({ resource: { resourceType: 'Bundle', type: 'transaction-response' } }),
      async (connection, received) => ({
        count: await loadStudy({ connection, folders }),
        bodies: received.map(({ body }) => JSON.parse(body)),
      }),
    );
    expect(bodies).toHaveLength(1);
    expect(bodies[0].entry).toHaveLength(count);
    for (const { resource, request } of bodies[0].entry) {
      expect(request).toEqual({ method: 'PUT', url: `${resource.resourceType}/${resource.id}` });
    }
  });

  test('sends what is referred to before what refers to it', () => {
    const order = readStudyResources(folders).map(({ resourceType, id }) => `${resourceType}/${id}`);
    const precedes = (first: string, second: string) =>
      expect(order.indexOf(first)).toBeLessThan(order.indexOf(second));
    precedes('Organization/unimus-hospital', 'Location/unimus-hospital');
    precedes('Group/eligibility-nct07144241', 'ResearchStudy/nct07144241');
    precedes('CodeSystem/exo-visit', 'PlanDefinition/soa-nct07144241');
  });

  test('tells why the server refused', async () => {
    const run = withPeer(
      () => refusal(400, "unknown element 'colour'", 'Bundle.entry[0].resource'),
      (connection) => loadStudy({ connection, folders }),
    );
    await expect(run).rejects.toThrow("HTTP 400: unknown element 'colour' (Bundle.entry[0].resource)");
  });
});
