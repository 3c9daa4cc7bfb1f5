/**
 * The model of a busy cloud. Its figures were worked out from runs on a real one (all services on two cores, nothing booted): a plain script that made
 * 20 servers, each with a port and an attached volume, took 86 s for 80 changes and 28 questions, and Hearth, which asked 346 questions, 54 s more. So a question
 * takes a third of a second of a processor, and the four changes of a member eight seconds, most of it behind the answers.
 */
import type { DevCloudOptions } from '../../src/devcloud/index.ts';

/** @param speed how many times as fast as the real one was */
export function busyCloud(speed: number): Pick<DevCloudOptions, 'busy' | 'delays'> {
  const ms = (real: number) => real / speed;
  const prices = PRICES.map(({ ms: real, ...about }) => ({ ...about, ms: ms(real) }));
  const delays = Object.fromEntries(Object.entries(BEHIND).map(([name, real]) => [name, ms(real)]));
  return { busy: { cores: 2, workers: 4, prices, msPerKiB: ms(3) }, delays };
}

const PRICES = [
  { method: 'GET', ms: 280 },
  { method: 'HEAD', ms: 280 },
  { service: 'identity', ms: 300 },
  { service: 'network', method: 'POST', ms: 1_000 },
  { service: 'network', method: 'DELETE', ms: 600 },
  { service: 'volume', method: 'POST', ms: 700 },
  { service: 'volume', method: 'DELETE', ms: 400 },
  { service: 'compute', method: 'POST', path: '/servers$', ms: 1_200 },
  { service: 'compute', method: 'POST', path: '/os-volume_attachments$', ms: 900 },
  { service: 'compute', method: 'DELETE', ms: 400 },
  { ms: 500 },
];

const BEHIND = {
  serverBuildMs: 2_600,
  serverDeleteMs: 1_400,
  volumeMs: 800,
  volumeAttachMs: 1_200,
  volumeDeleteMs: 600,
};
