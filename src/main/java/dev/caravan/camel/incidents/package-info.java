/**
 * The {@code incidents} component: health changes become incidents, and incidents are told until
 * somebody has heard.
 *
 * <p>Leaves remembering to {@code incident} and the way of telling to the routes.
 */
@NullMarked
package dev.caravan.camel.incidents;

import org.jspecify.annotations.NullMarked;
