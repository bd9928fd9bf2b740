import { useServer } from '../server-for-tests.ts';

const server = useServer();

interface Statement {
  codeSystem: { uri: string; version?: { code: string; isDefault: boolean }[]; subsumption: boolean }[];
  expansion: { parameter: { name: string }[] };
}

describe('capabilities with mode=terminology', () => {
  it('says which code systems can be asked, those that clients have stored among them', async () => {
    const stored = { resourceType: 'CodeSystem', url: 'urn:test:own', status: 'active', content: 'complete' };
    await server().post('/CodeSystem', { ...stored, version: '2', concept: [{ code: 'a' }] });
    const { status, resource } = await server().get('/metadata?mode=terminology');
    expect(status).toBe(200);
    expect(resource).toMatchObject({ resourceType: 'TerminologyCapabilities', kind: 'instance' });
    const { codeSystem } = resource as unknown as Statement;
    expect(codeSystem).toContainEqual({
      uri: 'urn:test:own',
      version: [{ code: '2', isDefault: true }],
      subsumption: false,
    });
    expect(codeSystem).toContainEqual({
      uri: 'http://hl7.org/fhir/observation-status',
      version: [{ code: '4.0.1', isDefault: true }],
      subsumption: true,
    });
    const uris = codeSystem.map(({ uri }) => uri);
    expect(uris).toEqual(expect.arrayContaining(['http://unitsofmeasure.org', 'http://loinc.org']));
    expect(new Set(uris).size).toBe(uris.length);
  });

  it('is valid, and every parameter of an expansion that it names is taken', async () => {
    const { resource } = await server().get('/metadata?mode=terminology');
    const created = await server().post('/TerminologyCapabilities', resource);
    expect([created.status, created.issues]).toEqual([201, []]);
    const { parameter } = (resource as unknown as Statement).expansion;
    const values: Record<string, string> = { offset: '0', count: '1', filter: 'x', displayLanguage: 'de' };
    for (const { name } of parameter) {
      const query = `url=http://hl7.org/fhir/ValueSet/observation-status&${name}=${values[name] ?? 'true'}`;
      expect((await server().get(`/ValueSet/$expand?${query}`)).status).toBe(200);
    }
  });
});
