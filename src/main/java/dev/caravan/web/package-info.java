/**
 * Says how the daemon is: one snapshot turned into the page's JSON, health texts and metrics.
 *
 * <p>Leaves HTTP and WebSocket to {@code camel.web} and {@code camel.push}, and finding problems to
 * health checks.
 */
@NullMarked
package dev.caravan.web;

import org.jspecify.annotations.NullMarked;
