import { expect, it } from 'vitest';
import { hideIn, StackSecrets } from '../../../src/engine/resource/secrets.ts';
import { Secrets } from '../../../src/plan/index.ts';
import { catalogue } from '../../../src/resources/catalogue.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ResourceRow } from '../../../src/store/rows.ts';
import { resourceRow } from '../../store/rows.ts';

function secretsOf(rows: ResourceRow[]): StackSecrets {
  const typeOf = (row: ResourceRow) => catalogue.get(row.type) as ResourceType;
  return new StackSecrets({ models: [], former: { secretParameters: { pw: 'former-value' } }, rows, typeOf });
}

it('what the schema of a property calls secret is the row’s own, present and to come', () => {
  const properties = { name: 'web-server', admin_pass: 'hunter22', user_data: '#!/bin/sh run' };
  const server = resourceRow('s', { properties, pending: { admin_pass: 'hunter33' } });
  const other = resourceRow('s', { properties: { name: 'other-one' } });
  const secrets = secretsOf([server, other]);
  const told = 'web-server hunter22 hunter33 "#!/bin/sh run" former-value';
  expect(secrets.of(server).hide(told)).toBe('web-server ****** ****** "******" ******');
  expect(secrets.of(other).hide(told)).toBe('web-server hunter22 hunter33 "#!/bin/sh run" ******');
});

it('what a type makes up is everybody’s to keep, from when it is made', () => {
  const made = resourceRow('s', { type: 'OS::Heat::RandomString', properties: { length: 9 } });
  const server = resourceRow('s', { properties: { metadata: { pw: 'madeupxyz' } } });
  const secrets = secretsOf([made, server]);
  expect(secrets.of(server).hide('madeupxyz')).toBe('madeupxyz');
  made.data = { value: 'madeupxyz' };
  secrets.made(server);
  secrets.made(made);
  expect(secrets.of(server).hide('it is madeupxyz')).toBe('it is ******');
});

it('an error is rid of them with all that caused it', () => {
  const error = new Error('outer hunter22', { cause: new TypeError('inner hunter22') });
  hideIn(error, new Secrets().add('hunter22'));
  expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('hunter22');
  expect(error.message).toBe('outer ******');
});
