/** The padding of MD5, SHA-1 and SHA-2: a one bit, zeros, and the length in bits. */
export function padded(bytes: Uint8Array, blockSize: 64 | 128, littleEndian: boolean): DataView {
  const lengthSize = blockSize / 8;
  const size = Math.ceil((bytes.length + 1 + lengthSize) / blockSize) * blockSize;
  const buffer = new Uint8Array(size);
  buffer.set(bytes);
  buffer[bytes.length] = 0x80;
  const view = new DataView(buffer.buffer);
  const bits = BigInt(bytes.length) * 8n;
  view.setBigUint64(littleEndian ? size - lengthSize : size - 8, bits, littleEndian);
  return view;
}

export function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
