/**
 * Keeps a venue's connections alive and turns what they deliver into bursts.
 *
 * <p>Leaves the protocol's words to {@code venue}, ids to {@code book}, files to {@code journal}
 * and routes to {@code camel}.
 */
@NullMarked
package dev.caravan.stream;

import org.jspecify.annotations.NullMarked;
