/**
 * Names what is recorded (venue, channel, symbol, stream) and says which frame belongs to which
 * stream.
 *
 * <p>Knows nothing of sockets, files or routes: every other package may depend on this one.
 */
@NullMarked
package dev.caravan.instrument;

import org.jspecify.annotations.NullMarked;
