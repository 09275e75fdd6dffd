package dev.caravan.bench;

/**
 * What one client used in one window.
 *
 * @param seconds length of the window
 * @param messages received in it
 * @param bytesPerMessage payload
 * @param cpu used in it
 */
record Measurement(double seconds, double messages, double bytesPerMessage, CpuTime cpu) {

  double rate() {
    return messages / seconds;
  }

  /** Which is also CPU-seconds per million messages. */
  double microsPerMessage() {
    return cpu.seconds() * 1e6 / messages;
  }

  double microsPerMessage(CpuTime.Part part) {
    return cpu.secondsByPart().getOrDefault(part, 0.0) * 1e6 / messages;
  }
}
