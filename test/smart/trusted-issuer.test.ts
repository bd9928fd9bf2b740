import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '#config.ts';
import { loadTrustedIssuers } from '#smart/token/trusted-issuer.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const load = (text: string) => {
  const file = path.join(folder, 'issuers.json');
  writeFileSync(file, text);
  return loadTrustedIssuers(file);
};

it('reads the issuers that are trusted', () => {
  const issuers = [
    {
      issuer: 'https://idp.example.org/realms/trial',
      audience: 'fhir',
      algorithms: ['RS256'],
      claims: { scope: 'scp', roles: ['realm_access', 'roles'] },
      backends: ['loader'],
      roles: { monitors: [{ role: 'monitor', study: 's1', site: '*', arm: '*' }] },
    },
  ];
  expect(load(JSON.stringify(issuers))).toEqual(issuers);
});

it.each([
  ['no JSON', 'not JSON'],
  ['no list', '{}'],
  ['nobody', '[]'],
  ['no issuer', '[{}]'],
  ['no URL', '[{ "issuer": "idp" }]'],
  ['a query in the issuer', '[{ "issuer": "https://idp.example.org?x" }]'],
  ['a shared secret', '[{ "issuer": "https://idp.example.org", "algorithms": ["HS256"] }]'],
  ['no signature', '[{ "issuer": "https://idp.example.org", "algorithms": ["none"] }]'],
  ['a claim nobody knows', '[{ "issuer": "https://idp.example.org", "claims": { "admin": "x" } }]'],
  [
    'a role without a place',
    '[{ "issuer": "https://idp.example.org", "roles": { "m": [{ "role": "monitor" }] } }]',
  ],
])('refuses a file with %s, and names the setting', (_, text) => {
  expect(() => load(text)).toThrow(ConfigError);
  expect(() => load(text)).toThrow('AUTH_ISSUERS');
});
