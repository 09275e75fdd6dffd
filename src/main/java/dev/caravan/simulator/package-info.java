/**
 * Serves a simulated market over WebSocket and HTTP on one port: pace, faults, connections, ledger.
 *
 * <p>Leaves a venue's words, frames and REST paths to the {@link
 * dev.caravan.simulator.SimulatedVenue} of that venue; knows nothing of the recorder that it tests.
 */
@NullMarked
package dev.caravan.simulator;

import org.jspecify.annotations.NullMarked;
