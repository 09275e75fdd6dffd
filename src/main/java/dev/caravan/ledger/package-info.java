/**
 * Says exactly what a simulated market produced and what was sent to whom, so that a recording can
 * be judged.
 *
 * <p>Knows nothing of sockets or segments: {@code simulator} writes ledgers, {@code verify}
 * compares them with what was recorded.
 */
@NullMarked
package dev.caravan.ledger;

import org.jspecify.annotations.NullMarked;
