/**
 * Speaks the Bot API without ever showing the token: texts, a client that keeps the secret, and a
 * local stand-in for tests and the demo.
 *
 * <p>Leaves when to tell whom to {@code incident} and the routes.
 */
@NullMarked
package dev.caravan.telegram;

import org.jspecify.annotations.NullMarked;
