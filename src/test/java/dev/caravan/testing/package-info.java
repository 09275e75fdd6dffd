/** Fixtures that several packages' tests share: a whole daemon inside a test, real captures. */
@NullMarked
package dev.caravan.testing;

import org.jspecify.annotations.NullMarked;
