import { useServer } from '../server-for-tests.ts';

const server = useServer();

const BYTES = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff, 0x0a]);
const FHIR_JSON = { Accept: 'application/fhir+json' };

beforeAll(async () => {
  await server().put('/Binary/png', BYTES, { 'Content-Type': 'image/png' });
  await server().put('/Binary/page', '<script>1</script>', { 'Content-Type': 'text/html; charset=utf-8' });
  await server().put('/Binary/json', '{"a":1.0}', { 'Content-Type': 'application/vnd.example+json' });
});

describe('content that is written', () => {
  it('becomes the data of a Binary', async () => {
    const headers = { 'Content-Type': 'image/png', 'X-Security-Context': 'Patient/p', ...FHIR_JSON };
    const { status, resource } = await server().post('/Binary', BYTES, headers);
    expect(status).toBe(201);
    expect(resource).toMatchObject({
      resourceType: 'Binary',
      contentType: 'image/png',
      securityContext: { reference: 'Patient/p' },
      data: BYTES.toString('base64'),
    });
  });

  it('gets the id of the URL on an update', async () => {
    const { status, resource } = await server().put('/Binary/b', 'text', { 'Content-Type': 'text/plain' });
    expect([status, resource.id, resource.data]).toEqual([201, 'b', 'dGV4dA==']);
  });

  it.each([
    ['application/fhir+json', '{"resourceType":"Patient"}'],
    ['application/json', '[1]'],
    ['application/fhir+xml', '<Patient xmlns="http://hl7.org/fhir"/>'],
    ['text/xml', '<ClinicalDocument xmlns="urn:hl7-org:v3"/>'],
    ['application/xml', '<Binary xmlns="urn:other"/>'],
    ['application/xml', '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'],
  ])('may itself be %s: %s', async (type, text) => {
    const { status, resource } = await server().post('/Binary', text, { 'Content-Type': type, ...FHIR_JSON });
    expect([status, resource.contentType, resource.data]).toEqual([
      201,
      type,
      Buffer.from(text).toString('base64'),
    ]);
  });

  it('is taken for the resource where it is a Binary', async () => {
    const xml =
      '<Binary xmlns="http://hl7.org/fhir"><contentType value="text/plain"/><data value="QQ=="/></Binary>';
    const asXml = await server().post('/Binary', xml, { 'Content-Type': 'text/xml', ...FHIR_JSON });
    const json = { resourceType: 'Binary', contentType: 'text/plain', data: 'QQ==' };
    const asJson = await server().post('/Binary', json);
    for (const { resource } of [asXml, asJson]) expect(resource).toMatchObject(json);
  });

  it.each([
    ['application/fhir+json', '{}'],
    ['application/fhir+json', '[1]'],
    ['application/fhir+xml', '<Binary xmlns="urn:other"/>'],
    ['application/fhir+xml', 'text'],
  ])('is refused where it says that it is %s and is no resource: %s', async (type, text) => {
    expect((await server().post('/Binary', text, { 'Content-Type': type })).status).toBe(400);
  });

  it('needs a media type', async () => {
    for (const type of ['', 'nonsense'])
      expect((await server().post('/Binary', 'x', { 'Content-Type': type })).status).toBe(415);
  });
});

describe('a Binary that is read', () => {
  it.each([
    'image/png',
    '*/*',
    'image/*',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'image/webp',
  ])('is its content for who accepts %s', async (accept) => {
    for (const path of ['/Binary/png', '/Binary/png/_history/1']) {
      const { status, headers, text } = await server().get(path, { Accept: accept });
      expect([status, headers['content-type'], headers['content-length']]).toEqual([200, 'image/png', '7']);
      expect(text).toBe(BYTES.toString());
      expect(headers).toMatchObject({ etag: 'W/"1"', 'last-modified': expect.any(String) });
    }
  });

  it.each([
    'application/fhir+json',
    'application/fhir+json;q=0.1, application/pdf',
    'application/json',
    'text/json;q=0.5, application/pdf',
  ])('is a resource for who accepts %s', async (accept) => {
    const { headers, text } = await server().get('/Binary/png', { Accept: accept });
    expect(headers['content-type']).toMatch(/json; charset=utf-8$/);
    expect(JSON.parse(text)).toMatchObject({ resourceType: 'Binary', contentType: 'image/png' });
  });

  it('is a resource for who asks with _format, whatever the name', async () => {
    for (const format of ['json', 'application/json'])
      expect(
        (await server().get(`/Binary/json?_format=${format}`, { Accept: '*/*' })).resource.resourceType,
      ).toBe('Binary');
  });

  it('is its content for who asks for its syntax by the generic name', async () => {
    expect((await server().get('/Binary/json', { Accept: 'application/json' })).text).toBe('{"a":1.0}');
    const asXml = await server().get('/Binary/json', { Accept: 'application/xml' });
    expect(asXml.text).toContain('<Binary xmlns="http://hl7.org/fhir">');
  });

  it('does no harm in a browser', async () => {
    const { headers, text } = await server().get('/Binary/page', { Accept: 'text/html' });
    expect(text).toBe('<script>1</script>');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
  });

  it('names the resource that says who may see it', async () => {
    await server().put('/Binary/s', 'x', { 'Content-Type': 'text/plain', 'X-Security-Context': 'Patient/p' });
    expect((await server().get('/Binary/s', { Accept: '*/*' })).headers['x-security-context']).toBe(
      'Patient/p',
    );
  });

  it('answers HEAD, conditions and refusals as any resource', async () => {
    const head = await server().send('HEAD', '/Binary/png', { headers: { Accept: '*/*' } });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '7', '']);
    expect((await server().get('/Binary/png', { 'If-None-Match': 'W/"1"' })).status).toBe(304);
    expect(await server().get('/Binary/nobody', { Accept: 'image/png' })).toMatchObject({
      status: 404,
      resource: { resourceType: 'OperationOutcome' },
    });
  });

  it('is a resource within a Bundle', async () => {
    const { entries } = await server().get('/Binary/png/_history', FHIR_JSON);
    expect(entries[0]?.resource).toMatchObject({ resourceType: 'Binary', contentType: 'image/png' });
  });
});
