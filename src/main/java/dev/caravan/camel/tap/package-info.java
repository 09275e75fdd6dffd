/** Hands bursts to side consumers without ever making the recording wait. */
@NullMarked
package dev.caravan.camel.tap;

import org.jspecify.annotations.NullMarked;
