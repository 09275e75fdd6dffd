/** Shows end to end that what Caravan promises holds, with the routes and the jar as shipped. */
@NullMarked
package dev.caravan.proof;

import org.jspecify.annotations.NullMarked;
