package dev.caravan.testing;

import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.simulator.SimulatorOptions;

/**
 * Where the simulators of this test process listen.
 *
 * <p>Test processes run side by side, and the system gives a free port to whoever asks next. A
 * client that looks for its simulator, which is gone, may so find one of another process: a
 * stranger there, whom the ledger counts. Each process has a loopback address of its own therefore.
 */
public final class OwnAddress {

  /** {@code 127.0.0.N} in the N-th of the test processes that run at the same time. */
  public static final String HOST = "127.0.0." + Integer.getInteger("caravan.tests.process", 1);

  private OwnAddress() {}

  /** A simulator that only clients of this process find. */
  public static SimulatorOptions.Builder simulator(SimulatedVenue venue) {
    return SimulatorOptions.of(venue).host(HOST);
  }
}
