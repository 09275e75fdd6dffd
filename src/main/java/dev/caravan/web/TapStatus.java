package dev.caravan.web;

/**
 * What is known of one tap at one moment.
 *
 * @param dropped bursts that found its queue full since start
 */
public record TapStatus(String name, long dropped) {}
