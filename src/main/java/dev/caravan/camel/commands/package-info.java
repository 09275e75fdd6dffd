/**
 * Lets a route take commands from Telegram.
 *
 * <p>Leaves what they mean to {@code telegram} and the answers to {@code report}.
 */
@NullMarked
package dev.caravan.camel.commands;

import org.jspecify.annotations.NullMarked;
