/** All time zones that this browser knows, by their IANA names. */
export function zones(): readonly string[] {
  return Intl.supportedValuesOf("timeZone");
}

/** Whether a browser can show times by it. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name.includes("/") || name === "UTC";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The zone that the machine is set to. */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
