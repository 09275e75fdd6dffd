package dev.caravan.simulator;

/**
 * What a simulator has done so far.
 *
 * @param connections open now
 * @param accepted connections ever accepted
 * @param isStarted whether the market has begun
 * @param isFinished whether it has made its last frame and sent what was delayed
 * @param produced frames that the market made; garbage and answers not included
 * @param sent frames that went out, summed over connections
 * @param behindMs how much later than due the last frame was made, in milliseconds
 */
public record SimulatorStats(
    int connections,
    int accepted,
    boolean isStarted,
    boolean isFinished,
    long produced,
    long sent,
    long behindMs) {}
