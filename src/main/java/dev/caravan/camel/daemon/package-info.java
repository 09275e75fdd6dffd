/** Puts the process together and takes it apart in order; every part lives elsewhere. */
@NullMarked
package dev.caravan.camel.daemon;

import org.jspecify.annotations.NullMarked;
