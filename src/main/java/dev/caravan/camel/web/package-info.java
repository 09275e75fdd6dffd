/**
 * Guards the web port and serves the page, status, health and metrics to the routes of {@code
 * web.camel.yaml}.
 *
 * <p>Leaves what is said to {@code web} and WebSocket sessions to {@code camel.push}.
 */
@NullMarked
package dev.caravan.camel.web;

import org.jspecify.annotations.NullMarked;
