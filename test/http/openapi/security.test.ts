import { securityOf } from '#http/openapi/security.ts';

const service = [{ coding: [{ code: 'SMART-on-FHIR' }] }];

it('is none without a security service', () => {
  expect(securityOf({ mode: 'server', security: { cors: false } })).toEqual({});
});

it('is a bearer token where there is one', () => {
  expect(securityOf({ mode: 'server', security: { service } })).toEqual({
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    security: [{ bearer: [] }],
  });
});

it('is also OAuth 2.0 where the statement says how a token is got', () => {
  const extension = [
    {
      url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
      extension: [
        { url: 'authorize', valueUri: 'https://example.org/authorize' },
        { url: 'token', valueUri: 'https://example.org/token' },
      ],
    },
  ];
  const { securitySchemes, security } = securityOf({ mode: 'server', security: { service, extension } });
  expect(securitySchemes?.smart).toMatchObject({
    type: 'oauth2',
    flows: {
      authorizationCode: {
        authorizationUrl: 'https://example.org/authorize',
        tokenUrl: 'https://example.org/token',
      },
    },
  });
  expect(security).toEqual([{ bearer: [] }, { smart: [] }]);
});
