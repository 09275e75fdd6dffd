/**
 * The commands of the runnable jar: each reads its options, does one thing and says how it went.
 */
@NullMarked
package dev.caravan.cli;

import org.jspecify.annotations.NullMarked;
