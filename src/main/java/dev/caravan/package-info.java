/** The runnable jar's entry point; everything it starts lives in the packages below. */
@NullMarked
package dev.caravan;

import org.jspecify.annotations.NullMarked;
