/**
 * Words the daemon's state for a chat: answers to questions, and what a day came to.
 *
 * <p>Leaves knowing the state to {@code web} and telling it to routes.
 */
@NullMarked
package dev.caravan.report;

import org.jspecify.annotations.NullMarked;
