package dev.caravan.simulator;

/**
 * One HTTP request, or connect, as it was answered.
 *
 * @param atNs monotonic time by the simulator's clock
 * @param uri path and query
 * @param status of the answer; 101 for a connection
 */
public record SimulatedRequest(long atNs, String uri, int status) {}
