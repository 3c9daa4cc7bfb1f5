/** To which addresses users may make this process connect. */

import type { Config } from '../../options.ts';
import { configureAddresses, EVERYWHERE } from '../../outgoing/addresses.ts';
import { ConfigError } from '../config/values.ts';

/** Who is the only user may go where the machine can. @throws ConfigError */
export function applyAddressRules({ outgoing_allow: allow, outgoing_deny: deny }: Config, solo: boolean): void {
  try {
    configureAddresses({ allow: solo ? EVERYWHERE.allow : allow, deny });
  } catch (error) {
    throw new ConfigError(`outgoing_allow, outgoing_deny: ${error instanceof Error ? error.message : error}`);
  }
}
