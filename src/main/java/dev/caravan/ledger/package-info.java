/**
 * Says exactly what a simulated market produced and what was sent to whom, so that a recording can
 * be judged.
 */
@NullMarked
package dev.caravan.ledger;

import org.jspecify.annotations.NullMarked;
