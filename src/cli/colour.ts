/** Whether a stream takes colours: a terminal that has them, and a user who did not say NO_COLOR. Node knows the variables. */
export function takesColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.hasColors();
}
